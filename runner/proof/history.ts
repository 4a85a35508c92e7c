import { lossParts } from '../../src/plan/losses.ts';
import type { NetworkPlan } from '../../src/plan/plan.ts';
import type {
  Batch,
  Engine,
  LossSignals,
  StepResult,
  Taps,
  TrainingSettings,
  Weights,
} from '../contract/engine.ts';
import { initialWeights } from '../engines/weights.ts';
import { maxDifference, need, needNear } from './property.ts';

/** What an engine made of a few updates. */
export interface History {
  readonly steps: readonly StepResult[];
  readonly weights: Weights;
}

export interface TrainSettings {
  readonly learningRate?: number;
  readonly momentum?: number;
  /** Further settings of the optimiser, and the loss. */
  readonly training?: Partial<TrainingSettings>;
  readonly seed?: number;
  /** Those of `seed` when left out. */
  readonly initial?: Weights;
}

/** Trains on the batches in order with every layer tapped. */
export async function train(
  engine: Engine,
  network: NetworkPlan,
  batches: readonly Batch[],
  { learningRate = 0.1, momentum = 0, training = {}, seed = 1, initial }: TrainSettings = {},
): Promise<History> {
  const all = network.layers.map((_, index) => index);
  const batchSize = Math.max(1, ...batches.map((batch) => batch.samples));
  const session = await engine.open(network, {
    training: { optimizer: 'sgd', momentum, batchSize, ...training },
    taps: { activations: all, errors: all, ...ofHeads(network, all) },
    initial: initial ?? initialWeights(network, seed),
    seed,
  });
  try {
    const steps: StepResult[] = [];
    for (const batch of batches) steps.push(await session.update(batch, learningRate, true));
    return { steps, weights: await session.weights() };
  } finally {
    await session.close();
  }
}

/** The signals of each loss by itself, of a network that has several. */
function ofHeads(network: NetworkPlan, layers: readonly number[]): Pick<Taps, 'ofLosses'> {
  if (!network.heads) return {};
  return { ofLosses: lossParts(network).map((_, loss) => ({ loss, layers })) };
}

type Score = Pick<StepResult, 'loss' | 'correct'>;

const tensorsNear = { tolerance: 5e-5, least: 1e-3 };
/** Of losses and weights. */
const most = 1e-5;

/**
 * Two engines gave the same: losses and weights to 1e-5, tensors to 5e-5 of their largest number.
 * @throws Error that names the first tensor that differs
 */
export function needSame(a: History, b: History): void {
  a.steps.forEach((step, i) => {
    const other = b.steps[i]!;
    needSameScore(step, other, `step ${i}`);
    for (const [at, head] of (step.heads ?? []).entries())
      needSameScore(head, other.heads![at]!, `head ${at}, step ${i}`);
    needSameTensors(step.tensors!.activations, other.tensors!.activations, `activations, step ${i}`);
    needSameSignals(step.tensors!, other.tensors!, `step ${i}`);
    for (const [loss, signals] of step.tensors!.ofLosses ?? [])
      needSameSignals(signals, other.tensors!.ofLosses!.get(loss)!, `loss ${loss}, step ${i}`);
  });
  a.weights.forEach((record, layer) => {
    const other = b.weights[layer]!;
    need(Object.keys(record).join() === Object.keys(other).join(), `layer ${layer} has other weights`);
    for (const [name, values] of Object.entries(record)) {
      const difference = maxDifference(values, other[name]!);
      need(difference < most, `${name} of layer ${layer} is off by ${difference} in the end`);
    }
  });
}

function needSameScore(own: Score, theirs: Score, where: string): void {
  need(Math.abs(own.loss - theirs.loss) < most, `the losses of ${where} are ${own.loss} and ${theirs.loss}`);
  need(own.correct === theirs.correct, `the hits of ${where} are ${own.correct} and ${theirs.correct}`);
}

function needSameSignals(own: LossSignals, theirs: LossSignals, where: string): void {
  needSameTensors(own.errors, theirs.errors, `errors, ${where}`);
  needNear(own.lossError, theirs.lossError, `d_L of ${where}`, tensorsNear);
}

function needSameTensors(
  own: ReadonlyMap<number, Float32Array>,
  theirs: ReadonlyMap<number, Float32Array>,
  what: string,
): void {
  need([...own.keys()].join() === [...theirs.keys()].join(), `other layers have ${what}`);
  for (const [layer, values] of own)
    needNear(values, theirs.get(layer)!, `${what}, layer ${layer}`, tensorsNear);
}
