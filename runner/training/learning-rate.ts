import type { RateSchedule, TrainingPlan } from '../../src/plan/plan.ts';

type RatePlan = Pick<TrainingPlan, 'learningRate' | 'schedule' | 'warmup' | 'updates' | 'updatesPerEpoch'>;

/**
 * The step size of each update, counted from 0. With e whole epochs done and t the share of all updates done:
 *
 * - step: learningRate factor^floor(e / every)
 * - milestones: learningRate factor^(listed epochs up to e)
 * - cosine: learningRate (final + (1 - final) (1 + cos(pi t)) / 2)
 *
 * and, in the first `warmup` epochs (w updates), update i is scaled by (i + 1) / w besides.
 * @source Loshchilov & Hutter 2017 (cosine); Goyal et al. 2017 (warm-up)
 */
export function learningRateAt(training: RatePlan): (update: number) => number {
  const { learningRate, schedule, warmup = 0, updatesPerEpoch, updates } = training;
  const rising = Math.round(warmup * updatesPerEpoch);
  return (update) => {
    const ramp = update < rising ? (update + 1) / rising : 1;
    const epochs = Math.floor(update / updatesPerEpoch);
    return learningRate * ramp * (schedule ? shareAt(schedule, epochs, update / updates) : 1);
  };
}

/** @param epochs whole epochs done @param done share of all updates done */
function shareAt(schedule: RateSchedule, epochs: number, done: number): number {
  if ('step' in schedule) return schedule.step.factor ** Math.floor(epochs / schedule.step.every);
  if ('milestones' in schedule) {
    const { factor, epochs: steps } = schedule.milestones;
    return factor ** steps.filter((step) => step <= epochs).length;
  }
  const { final } = schedule.cosine;
  return final + ((1 - final) * (1 + Math.cos(Math.PI * done))) / 2;
}
