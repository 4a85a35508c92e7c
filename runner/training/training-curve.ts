import type { TrainingPlan } from '../../src/plan/plan.ts';
import { curveStretch } from '../../src/plan/schedule.ts';
import type { Stretch } from '../contract/checkpoint.ts';
import type { Samples } from '../contract/dataset.ts';
import type { StepResult, TrainingSession } from '../contract/engine.ts';
import type { CurvePoint } from '../contract/stage-result.ts';
import { batchOf } from './batches.ts';
import { eventsFirst } from './events-first.ts';
import { keptNumber } from './kept-number.ts';

/** Mini-batch loss and accuracy, gathered into means over stretches of updates. */
export interface TrainingCurve {
  /** Takes the result of update number `index` (from 0); gives a point when a stretch ends with it. */
  add(index: number, samples: number, step: StepResult): CurvePoint | null;
  /** What came since the latest point. */
  stretch(): Stretch;
}

const nothing: Stretch = { loss: 0, correct: null, seen: 0 };

/**
 * Stretches of about a 200th of the training; an epoch's end closes one too.
 * @param begun the stretch that is under way already
 */
export function createTrainingCurve(training: TrainingPlan, begun: Stretch = nothing): TrainingCurve {
  const length = curveStretch(training);
  let { loss, correct, seen } = begun;
  return {
    stretch: () => ({ loss, correct, seen }),
    add(index, samples, step) {
      loss += step.loss * samples;
      correct = step.correct === null ? null : (correct ?? 0) + step.correct;
      seen += samples;
      const iteration = index + 1;
      if (iteration % length !== 0 && iteration % training.updatesPerEpoch !== 0) return null;
      const point: CurvePoint = {
        iteration,
        split: 'train',
        loss: keptNumber(loss / seen),
        accuracy: share(correct, seen),
      };
      ({ loss, correct, seen } = nothing);
      return point;
    },
  };
}

/** Samples that go through the network together when a whole split is evaluated. */
const evaluationBatch = 500;

/** Mean loss and accuracy over all of `samples`, with the weights as they are. */
export async function evaluateSplit(
  session: TrainingSession,
  samples: Samples,
  iteration: number,
  split: 'test' | 'held-out' = 'test',
): Promise<CurvePoint> {
  let loss = 0;
  let correct: number | null = null;
  for (let from = 0; from < samples.count; from += evaluationBatch) {
    await eventsFirst();
    const size = Math.min(evaluationBatch, samples.count - from);
    const indices = Uint32Array.from({ length: size }, (_, i) => from + i);
    const result = await session.observe(batchOf(samples, indices), false);
    loss += result.loss * size;
    if (result.correct !== null) correct = (correct ?? 0) + result.correct;
  }
  return {
    iteration,
    split,
    loss: keptNumber(loss / samples.count),
    accuracy: share(correct, samples.count),
  };
}

function share(hits: number | null, samples: number): number | null {
  return hits === null ? null : hits / samples;
}
