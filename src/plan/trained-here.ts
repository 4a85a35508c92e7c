import type { StagePlan, TrainingElsewhere, TrainingPlan } from './plan.ts';

/** Whether a training was done elsewhere, so that it has moments and no settings. */
export function isElsewhere(training: TrainingPlan | TrainingElsewhere): training is TrainingElsewhere {
  return 'moments' in training;
}

/** The settings of a stage whose network is trained here. @throws Error for one that was trained elsewhere */
export function trainedHere({ id, training }: Pick<StagePlan, 'id' | 'training'>): TrainingPlan {
  if (isElsewhere(training)) throw new Error(`${id} was trained elsewhere`);
  return training;
}

/** The loss in the training table. Of a network that was trained elsewhere it is what we take of its logits. */
export function lossOf(training: TrainingPlan | TrainingElsewhere): 'cross-entropy' | 'mse' {
  return isElsewhere(training) ? 'cross-entropy' : (training.loss ?? 'cross-entropy');
}

/** What a network is trained to give. */
export function targetOf(training: TrainingPlan | TrainingElsewhere): 'class' | 'input' {
  return isElsewhere(training) ? 'class' : (training.target ?? 'class');
}

/** Samples of a probe's capture. @throws Error for a mini-batch of a training that was done elsewhere */
export function samplesOf(stage: Pick<StagePlan, 'id' | 'training'>, sample: StagePlan['probes'][number]['sample']): number {
  return sample === 'batch' ? trainedHere(stage).batchSize : sample.n;
}
