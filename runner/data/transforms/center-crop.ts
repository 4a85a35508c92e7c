import type { Shape } from '../../../src/plan/plan.ts';
import type { SampleStep } from './sample-step.ts';

/**
 * The middle of each channel: rows floor((height - rows) / 2) and on, columns alike.
 * @param input `[channels, height, width]`, at least `rows` x `columns`
 */
export function centerCrop(input: Shape, rows: number, columns: number): SampleStep {
  const [channels = 0, height = 0, width = 0] = input;
  const top = Math.floor((height - rows) / 2);
  const left = Math.floor((width - columns) / 2);
  return {
    input,
    output: [channels, rows, columns],
    apply(from, to) {
      for (let line = 0; line < channels * rows; line++) {
        const channel = Math.floor(line / rows);
        const start = (channel * height + top + (line % rows)) * width + left;
        to.set(from.subarray(start, start + columns), line * columns);
      }
    },
  };
}
