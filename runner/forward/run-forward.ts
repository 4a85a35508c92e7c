import type { OnnxPlan, StagePlan } from '../../src/plan/plan.ts';
import { rowTest } from '../../src/plan/schedule.ts';
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
 * logits, then the rows of the probes. A checkpoint whose loss or activations are no numbers ends it, as a training that
 * diverges.
 */
export async function runForward(
  stage: StagePlan,
  dataset: Dataset,
  services: StageServices,
): Promise<FinishedStage> {
  const { onnx, network } = stage;
  if (!onnx) throw new Error(`${stage.id} has no network to run`);
  const probed = [...new Set(stage.probes.flatMap(({ layers }) => layers))].sort((a, b) => a - b);
  const tensors = new Map(probed.map((layer) => [layer, String(network.layers[layer]!.params.tensor)]));
  const outputs = [...new Set([...tensors.values(), ...(onnx.output === null ? [] : [onnx.output])])];
  const placeOf = (path: string) => dataset.beside!.get(path)!;
  const open = await openNetwork(onnx, outputs, services.engine, placeOf);
  try {
    const ledger = createEstimateLedger(stage, services);
    const curve: CurvePoint[] = [];
    const parts = { open, ledger, curve, tensors };
    const outcome = await runCheckpoints(stage, onnx, dataset, parts, services);
    const estimates = await ledger.finish();
    const result = { format: 1 as const, outcome, estimates, curve, files: dataset.files };
    return { result, weights: network.layers.map(() => ({})) };
  } finally {
    await open.close();
  }
}

interface Parts {
  readonly open: OpenNetwork;
  readonly ledger: EstimateLedger;
  /** Points are added to it. */
  readonly curve: CurvePoint[];
  /** Names of tensors by the index of their layer. */
  readonly tensors: ReadonlyMap<number, string>;
}

async function runCheckpoints(
  stage: StagePlan,
  onnx: OnnxPlan,
  dataset: Dataset,
  { open, ledger, curve, tensors }: Parts,
  { signal, progress }: StageServices,
): Promise<Outcome> {
  const probes = stage.probes.map(({ rows, sample }, index) => {
    if (sample === 'batch') throw new Error('a network that was trained elsewhere has no mini-batches');
    const batch = heldOutBatch(stage, dataset[sample.split], sample.split, sample.n);
    return { index, batch, takesRow: rowTest(rows) };
  });
  for (const { iteration, file } of onnx.checkpoints) {
    await eventsFirst();
    if (signal.aborted) return { kind: 'interrupted', iteration };
    await open.take(file);
    const point = onnx.output === null ? null : await scoreSplit(open, onnx.output, dataset.test, iteration);
    if (point) curve.push(point);
    if (point?.loss === null) return { kind: 'diverged', iteration };
    for (const { index, batch, takesRow } of probes) {
      if (!takesRow(iteration)) continue;
      const found = await tensorsOf(open, batch, tensors);
      if (!found) return { kind: 'diverged', iteration };
      await ledger.submit(index, batch, found, iteration);
    }
    progress({ iteration, loss: point?.loss ?? null });
  }
  return { kind: 'complete' };
}

/** The activations of a batch; null where some are no numbers. */
async function tensorsOf(
  open: OpenNetwork,
  { inputs, samples }: Batch,
  tensors: ReadonlyMap<number, string>,
): Promise<Tensors | null> {
  const found = await open.run(inputs, samples, [...tensors.values()]);
  const activations = new Map([...tensors].map(([layer, name]) => [layer, found.get(name)!]));
  for (const values of activations.values()) if (!values.every(Number.isFinite)) return null;
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
