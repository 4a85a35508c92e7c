import { RunError } from '../../src/node/run-error.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { rowTest } from '../../src/plan/schedule.ts';
import { type CopyValues, ownCopy, sharedCopy } from '../capture/capture-memory.ts';
import { makeCapture } from '../capture/make-capture.ts';
import type { Dataset, Samples } from '../contract/dataset.ts';
import type { Batch, Tensors } from '../contract/engine.ts';
import type { StageServices } from '../contract/model.ts';
import type { CurvePoint, FinishedStage, Outcome } from '../contract/stage-result.ts';
import { batchOf, heldOutBatch } from '../training/batches.ts';
import { createEstimateLedger, type EstimateLedger } from '../training/estimate-ledger.ts';
import { eventsFirst } from '../training/events-first.ts';
import { keptNumber } from '../training/kept-number.ts';
import { type OpenNetwork, openNetwork } from './open-network.ts';
import { type Score, scoreLogits } from './score-logits.ts';

/**
 * Runs the stage of a network from an ONNX file: at each checkpoint, in their order, the test set where the network gives
 * logits, then the rows of the probes that wanted estimates read. A checkpoint whose loss is no number ends it, as a training
 * that diverges.
 * @throws RunError when the engine cannot run it, or activations are not finite
 */
export async function runForward(
  stage: StagePlan,
  dataset: Dataset,
  services: StageServices,
): Promise<FinishedStage> {
  const { onnx, network } = stage;
  if (!onnx) throw new Error(`${stage.id} has no network to run`);
  const probes = probesRead(stage, dataset, services);
  const tensors = [...new Set(probes.flatMap(({ tensors: own }) => [...own.values()]))];
  const outputs = [...new Set([...tensors, ...(onnx.output === null ? [] : [onnx.output])])];
  const open = await openNetwork(onnx, outputs, services.engine, (path) => dataset.beside!.get(path)!);
  try {
    const ledger = createEstimateLedger(services.wanted, services.pool);
    const curve: CurvePoint[] = [];
    const outcome = await runCheckpoints(stage, dataset, { open, ledger, curve, probes }, services);
    const estimates = await ledger.finish();
    return { result: { outcome, curve, estimates }, weights: network.layers.map(() => ({})) };
  } finally {
    await open.close();
  }
}

/** A probe that a wanted estimate reads, with its samples. */
interface ReadProbe {
  readonly index: number;
  readonly batch: Batch;
  readonly takesRow: (iteration: number) => boolean;
  /** Names of its tensors by the index of their layer. */
  readonly tensors: ReadonlyMap<number, string>;
}

function probesRead(
  stage: StagePlan,
  dataset: Dataset,
  { wanted, keeping }: Pick<StageServices, 'wanted' | 'keeping'>,
): readonly ReadProbe[] {
  const read = new Set(wanted.map(({ probe }) => probe));
  return stage.probes.flatMap(({ rows, sample, layers }, index): ReadProbe[] => {
    if (!read.has(index) && !keeping.keeps(index)) return [];
    if (sample === 'batch') throw new Error('a network that was trained elsewhere has no mini-batches');
    const batch = heldOutBatch(stage, dataset[sample.split], sample);
    const nameOf = (layer: number) => String(stage.network.layers[layer]!.params.tensor);
    const tensors = new Map(layers.map((layer) => [layer, nameOf(layer)]));
    return [{ index, batch, takesRow: rowTest(rows), tensors }];
  });
}

interface Parts {
  readonly open: OpenNetwork;
  readonly ledger: EstimateLedger;
  /** Points are added to it. */
  readonly curve: CurvePoint[];
  readonly probes: readonly ReadProbe[];
}

async function runCheckpoints(
  stage: StagePlan,
  dataset: Dataset,
  { open, ledger, curve, probes }: Parts,
  { probes: nodes, keeping, signal, progress }: StageServices,
): Promise<Outcome> {
  const { checkpoints, output } = stage.onnx!;
  for (const { iteration, file } of checkpoints) {
    await eventsFirst();
    if (signal.aborted) return { kind: 'interrupted', iteration };
    await open.take(file);
    const point = output === null ? null : await scoreSplit(open, output, dataset.test, iteration);
    if (point) curve.push(point);
    if (point?.loss === null) return { kind: 'diverged', iteration };
    for (const { index, batch, takesRow, tensors } of probes) {
      if (!takesRow(iteration)) continue;
      const found = await tensorsOf(open, batch, tensors, file ?? stage.onnx!.file);
      const take = (copy: CopyValues) =>
        makeCapture(stage, stage.probes[index]!, nodes[index]!, batch, found, iteration, copy);
      if (keeping.keeps(index)) await keeping.add(index, take(sharedCopy));
      await ledger.submit(index, iteration, () => take(ownCopy));
    }
    progress({ iteration, loss: point?.loss ?? null });
  }
  return { kind: 'complete' };
}

async function tensorsOf(
  open: OpenNetwork,
  { inputs, samples }: Batch,
  tensors: ReadonlyMap<number, string>,
  file: string,
): Promise<Tensors> {
  const found = await open.run(inputs, samples, [...new Set(tensors.values())]);
  for (const [name, values] of found)
    if (!values.every(Number.isFinite))
      throw new RunError(`tensor ${name} has values that are not finite, with the weights in ${file}`, {
        hint: 'leave that checkpoint out, or take another tensor as the layer',
      });
  const activations = new Map([...tensors].map(([layer, name]) => [layer, found.get(name)!]));
  return { activations, products: new Map(), errors: new Map(), lossError: new Float32Array() };
}

/** Samples of the test set that are gathered at once. */
const gathered = 512;

async function scoreSplit(
  open: OpenNetwork,
  output: string,
  samples: Samples,
  iteration: number,
): Promise<CurvePoint> {
  const total: { -readonly [Key in keyof Score]: number } = { loss: 0, correct: 0 };
  for (let from = 0; from < samples.count; from += gathered) {
    await eventsFirst();
    const size = Math.min(gathered, samples.count - from);
    const batch = batchOf(
      samples,
      Uint32Array.from({ length: size }, (_, place) => from + place),
    );
    const found = await open.run(batch.inputs, size, [output]);
    const { loss, correct } = scoreLogits(found.get(output)!, batch.labels);
    total.loss += loss;
    total.correct += correct;
  }
  const loss = keptNumber(total.loss / samples.count);
  return { iteration, split: 'test', loss, accuracy: total.correct / samples.count };
}
