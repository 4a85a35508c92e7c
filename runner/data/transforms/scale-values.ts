import type { Shape } from '../../../src/plan/plan.ts';
import type { SampleStep } from './sample-step.ts';

/** Maps values linearly: 0 becomes `low`, 1 becomes `high`. */
export function scaleValues(input: Shape, low: number, high: number): SampleStep {
  return {
    input,
    output: input,
    apply(from, to) {
      for (let i = 0; i < to.length; i++) to[i] = low + (high - low) * from[i]!;
    },
  };
}
