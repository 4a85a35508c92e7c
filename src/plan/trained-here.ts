import type {
  DatasetPlan,
  NetworkPlan,
  Plan,
  SamplePlan,
  StagePlan,
  TrainingElsewhere,
  TrainingPlan,
} from './plan.ts';

/** Whether a training was done elsewhere, so that it has moments and no settings. */
export function isElsewhere(training: TrainingPlan | TrainingElsewhere): training is TrainingElsewhere {
  return 'moments' in training;
}

/** The settings of a stage whose network is trained here. @throws Error for one that was trained elsewhere */
export function trainedHere({ id, training }: Pick<StagePlan, 'id' | 'training'>): TrainingPlan {
  if (isElsewhere(training)) throw new Error(`${id} was trained elsewhere`);
  return training;
}

/** The data set of a stage. @throws Error for captures that hold their own samples */
export function datasetOf({ id, dataset }: Pick<StagePlan, 'id' | 'dataset'>): DatasetPlan {
  if (!dataset) throw new Error(`${id} has no data set`);
  return dataset;
}

/**
 * The loss in the training table, as studies call it (`cross-entropy`, `mse`), or in the words of a recorder; `unknown` where a
 * recorder says none.
 */
export function lossOf(training: TrainingPlan | TrainingElsewhere): string {
  if (!isElsewhere(training)) return training.loss ?? 'cross-entropy';
  return training.loss === undefined ? 'cross-entropy' : (training.loss ?? 'unknown');
}

/** What a network is trained to give; null of a recorded one, which does not say so. */
export function targetOf(
  training: TrainingPlan | TrainingElsewhere,
  { targets }: Pick<NetworkPlan, 'targets'>,
): 'class' | 'input' | 'values' | null {
  if (!isElsewhere(training)) return training.target ?? (targets === undefined ? 'class' : 'values');
  return training.loss === undefined ? 'class' : null;
}

/** Classes of a network that is trained here. @throws Error where they are not known */
export function classesOf({ classes }: Pick<NetworkPlan, 'classes'>): number {
  if (classes === null) throw new Error('a network of unknown classes cannot be trained');
  return classes;
}

/** Samples of a probe's capture. @throws Error for a mini-batch of a training that was done elsewhere */
export function samplesOf(stage: Pick<StagePlan, 'id' | 'training'>, sample: SamplePlan): number {
  return sample === 'batch' ? trainedHere(stage).batchSize : sample.n;
}

/** An iteration of a stage in epochs; null where that is not known. */
export function epochIn({ training, recorded }: StagePlan, iteration: number): number | null {
  if (!recorded) return training.updatesPerEpoch === null ? null : iteration / training.updatesPerEpoch;
  for (const { rows } of Object.values(recorded.samples))
    for (const [at, epoch] of rows) if (at === iteration) return epoch;
  return training.updatesPerEpoch === null ? null : iteration / training.updatesPerEpoch;
}

/** Whether an engine computes anything of a plan: not where all captures were recorded. */
export function needsEngine({ stages }: Pick<Plan, 'stages'>): boolean {
  return stages.length === 0 || stages.some(({ recorded }) => !recorded);
}
