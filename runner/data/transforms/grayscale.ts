import type { Shape } from '../../../src/plan/plan.ts';
import type { SampleStep } from './sample-step.ts';

/**
 * Luma of red, green and blue: 0.299 R + 0.587 G + 0.114 B.
 * @source ITU-R BT.601
 * @param input `[3, height, width]`
 */
export function grayscale(input: Shape): SampleStep {
  const [, height = 0, width = 0] = input;
  const area = height * width;
  return {
    input,
    output: [1, height, width],
    apply(from, to) {
      for (let i = 0; i < area; i++) {
        to[i] = 0.299 * from[i]! + 0.587 * from[area + i]! + 0.114 * from[2 * area + i]!;
      }
    },
  };
}
