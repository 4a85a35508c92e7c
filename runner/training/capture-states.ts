import type { StatesOf } from '../../src/node/declare.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import { pieceSize } from '../../src/plan/work.ts';
import { makeCapture } from '../capture/make-capture.ts';
import type { Capture } from '../contract/capture.ts';
import type { Samples } from '../contract/dataset.ts';
import type { TrainingSession } from '../contract/engine.ts';
import type { ProbeNode } from '../contract/probe.ts';
import { batchOf } from './batches.ts';
import { hasFiniteLosses } from './finite-losses.ts';

/** A fixed sample of a probe, with what looks at it. */
export interface LookedAt {
  readonly stage: StagePlan;
  /** Index of the probe in the stage. */
  readonly probe: number;
  readonly node: ProbeNode;
  readonly samples: Samples;
  /** Which of them, in their order. */
  readonly indices: Uint32Array;
}

/**
 * What a probe sees of a fixed sample as hashes of the layers' states, for estimators that need no more: samples pass through in pieces,
 * and no more than one piece of tensors is there at a time. Engines cut what they observe at the size of a mini-batch, and so do
 * pieces, so that the states are those of the tensors that would be captured.
 * @returns null where a loss is no number, as for a probe whose tensors are captured
 */
export async function captureStates(
  { stage, probe, node, samples, indices }: LookedAt,
  session: TrainingSession,
  iteration: number,
  hash: StatesOf,
): Promise<Capture | null> {
  const { batchSize } = trainedHere(stage);
  const size = pieceSize(batchSize);
  const n = indices.length;
  let first: Capture | null = null;
  const labels = new Int32Array(n);
  const states = new Map<number, Uint32Array>();
  for (let from = 0; from < n; from += size) {
    const batch = batchOf(samples, indices.subarray(from, from + size));
    const step = await session.observe(batch, true);
    if (!hasFiniteLosses(step)) return null;
    const piece = makeCapture(stage, stage.probes[probe]!, node, batch, step.tensors!, iteration);
    first ??= piece;
    labels.set(piece.labels, from);
    for (const { index, values } of piece.layers) {
      const found = hash(values, batch.samples);
      const words = found.length / batch.samples;
      const own = states.get(index) ?? new Uint32Array(words * n);
      states.set(index, own);
      own.set(found, words * from);
    }
  }
  const nothing = new Float32Array();
  return {
    ...first!,
    samples: n,
    inputs: nothing,
    labels,
    layers: first!.layers.map((layer) => ({ ...layer, values: nothing, states: states.get(layer.index)! })),
  };
}
