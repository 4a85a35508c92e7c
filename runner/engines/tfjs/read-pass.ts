import type { Batch, LossSignals, SessionOptions, StepResult, Taps } from '../../contract/engine.ts';
import type { Tensor } from '../../contract/tensorflow.ts';
import { countHits } from './count-hits.ts';

/** What one pass leaves behind. The session that ran it frees it. */
export type Pass = {
  /** Mean losses, and outputs `[samples, outputs]`, by the place of the loss. */
  losses: Tensor[];
  outputs: Tensor[];
  activations: Tensor[];
  signals: Errors[];
  /** Of the summed loss, one a trained weight tensor; empty without an update. */
  gradients: Tensor[];
  /** What the other weight tensors become; empty without an update. */
  state: Tensor[];
};

/** d_k of the tapped layers and d_L of one loss, or of the total, which has no place. */
export type Errors = {
  loss: number | undefined;
  errors: Tensor[];
  lossError: Tensor;
};

/** Reads a pass to the end. */
export async function readPass(
  pass: Pass,
  batch: Batch,
  { taps, training }: Pick<SessionOptions, 'taps' | 'training'>,
  capture: boolean,
): Promise<StepResult> {
  const scores = pass.losses.map(async (loss, i) => ({
    loss: (await read(loss))[0]!,
    correct:
      training.target === 'input' || batch.targets
        ? null
        : countHits(await read(pass.outputs[i]!), batch.labels),
  }));
  const [main, ...heads] = await Promise.all(scores);
  return {
    ...main!,
    ...(heads.length > 0 ? { heads } : {}),
    tensors: capture ? await readTensors(pass, taps) : null,
  };
}

async function readTensors(
  { activations, signals }: Pass,
  taps: Taps,
): Promise<NonNullable<StepResult['tensors']>> {
  const readSignals = async ({ loss, errors, lossError }: Errors): Promise<LossSignals> => ({
    errors: await readAll(layersOf(taps, loss), errors),
    lossError: await read(lossError),
  });
  const total = signals.find(({ loss }) => loss === undefined);
  const single = signals.flatMap((one) => (one.loss === undefined ? [] : [[one.loss, one] as const]));
  const own = await Promise.all(single.map(async ([loss, one]) => [loss, await readSignals(one)] as const));
  return {
    activations: await readAll(taps.activations, activations),
    products: new Map(),
    ...(total ? await readSignals(total) : { errors: new Map(), lossError: new Float32Array(0) }),
    ...(own.length > 0 ? { ofLosses: new Map(own) } : {}),
  };
}

/** The layers whose errors of a loss are tapped; those of the total without one. */
export function layersOf({ errors, ofLosses = [] }: Taps, loss: number | undefined): readonly number[] {
  return loss === undefined ? errors : ofLosses.find((one) => one.loss === loss)!.layers;
}

async function readAll(
  layers: readonly number[],
  tensors: readonly Tensor[],
): Promise<ReadonlyMap<number, Float32Array>> {
  const values = await Promise.all(tensors.map(read));
  return new Map(layers.map((layer, i) => [layer, values[i]!]));
}

async function read(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data<'float32'>());
}
