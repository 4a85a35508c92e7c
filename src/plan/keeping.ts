import { errorShape } from './losses.ts';
import type { LayerPlan, NetworkPlan, Plan, ProbePlan, TrainingElsewhere, TrainingPlan } from './plan.ts';
import { rowCount } from './schedule.ts';
import { comparisons } from './stage-estimates.ts';

/** Bytes that captures may take. */
export interface CaptureBudget {
  /** Those of one probe of one training, for it to be kept without being asked for. */
  readonly perProbe: number;
  /** All of a store that are kept without being asked for. */
  readonly total: number;
}

export const defaultBudget: CaptureBudget = { perProbe: 256e6, total: 20e9 };

/** Whether the captures of a probe are kept: what was decided, and why. */
export type KeepDecision = 'asked' | 'fits' | 'too-large' | 'never';

/** What becomes of a probe's captures within a budget. */
export function keepDecision(
  { keep, bytes }: Pick<ProbePlan, 'keep' | 'bytes'>,
  { perProbe, total }: CaptureBudget,
): KeepDecision {
  if (keep) return keep === 'always' ? 'asked' : 'never';
  return bytes <= Math.min(perProbe, total) ? 'fits' : 'too-large';
}

/** Whether the captures of a probe are kept within a budget. */
export function isKept(probe: Pick<ProbePlan, 'keep' | 'bytes'>, budget: CaptureBudget): boolean {
  const decision = keepDecision(probe, budget);
  return decision === 'asked' || decision === 'fits';
}

/** Of two entries that look at the same, what the one says that asks for more; `auto` when left out. */
export function strongerKeep(one: ProbePlan['keep'], other: ProbePlan['keep']): ProbePlan['keep'] {
  if (one === other) return one;
  return one === 'always' || other === 'always' ? 'always' : undefined;
}

/** The plan of a run that nobody comes back to: it keeps no captures but those that its comparisons read. */
export function withoutKeeping(plan: Plan): Plan {
  const compared = comparedCaptures(plan);
  const stages = plan.stages.map((stage) => ({
    ...stage,
    probes: stage.probes.map(
      (probe): ProbePlan => (compared.has(probe.key) ? probe : { ...probe, keep: 'never' }),
    ),
  }));
  return { ...plan, stages };
}

/** Capture keys of what the comparisons of a plan read. */
export function comparedCaptures({ stages }: Pick<Plan, 'stages'>): ReadonlySet<string> {
  const keys = stages.flatMap((stage) =>
    comparisons(stage).flatMap(({ probe, other }) => [stage.probes[probe]!.key, other.capture]),
  );
  return new Set(keys);
}

const bytesPerNumber = 4;

/** What is looked at. */
interface Probed {
  readonly network: Pick<NetworkPlan, 'input' | 'heads'> & {
    readonly layers: readonly Pick<LayerPlan, 'output'>[];
  };
  readonly training: Pick<TrainingPlan, 'batchSize'> | TrainingElsewhere;
}

/**
 * Bytes of all captures of a probe of a training: X, Y and the tensors of its layers at each row (d_L too for error signals), X and Y
 * once where the sample is fixed. On mini-batches activations also stand as inner products of the samples, which estimators read there.
 */
export function bytesOfCaptures(
  { network, training }: Probed,
  probe: Pick<ProbePlan, 'carries' | 'layers' | 'rows' | 'sample' | 'loss'>,
): number {
  const n = samplesOf(probe, training);
  const fixed = probe.sample !== 'batch';
  const sample = n * (size(network.input) + 1);
  const row = n * featuresOf(network, probe) + (fixed ? 0 : sample + productsOf(probe, n));
  return bytesPerNumber * (rowCount(probe.rows) * row + (fixed ? sample : 0));
}

function samplesOf({ sample }: Pick<ProbePlan, 'sample'>, training: Probed['training']): number {
  return sample === 'batch' ? batchSizeOf(training) : sample.n;
}

function featuresOf(
  network: Probed['network'],
  { carries, layers, loss }: Pick<ProbePlan, 'carries' | 'layers' | 'loss'>,
) {
  const own = layers.reduce((sum, index) => sum + size(network.layers[index]!.output), 0);
  return carries === 'errors' ? own + size(errorShape(network, loss)) : own;
}

function productsOf({ carries, layers }: Pick<ProbePlan, 'carries' | 'layers'>, n: number): number {
  return carries === 'activations' ? layers.length * n * n : 0;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** No mini-batch is looked at of a training that was done elsewhere. */
function batchSizeOf(training: Probed['training']): number {
  return 'batchSize' in training ? training.batchSize : 0;
}
