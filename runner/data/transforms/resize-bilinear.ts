import type { Shape } from '../../../src/plan/plan.ts';
import type { SampleStep } from './sample-step.ts';

/**
 * Bilinear interpolation with half-pixel centres: output pixel i lies at (i + 1/2) length / newLength - 1/2, not below 0;
 * beyond the last pixel the last one counts. Nothing is smoothed before shrinking. The same as PyTorch's
 * `interpolate(mode='bilinear', align_corners=False, antialias=False)`, to 2e-6 (it counts in float32).
 * @param input `[channels, height, width]`
 */
export function resizeBilinear(input: Shape, rows: number, columns: number): SampleStep {
  const [channels = 0, height = 0, width = 0] = input;
  const down = neighbours(height, rows);
  const across = neighbours(width, columns);
  return {
    input,
    output: [channels, rows, columns],
    apply(from, to) {
      let place = 0;
      for (let channel = 0; channel < channels; channel++) {
        const base = channel * height * width;
        for (const { low, high, part } of down) {
          const upper = base + low * width;
          const lower = base + high * width;
          for (const x of across) {
            const above = mix(from[upper + x.low]!, from[upper + x.high]!, x.part);
            const below = mix(from[lower + x.low]!, from[lower + x.high]!, x.part);
            to[place++] = mix(above, below, part);
          }
        }
      }
    },
  };
}

/** For each new place along an axis the two old ones around it, and how far it lies towards the second. */
function neighbours(length: number, newLength: number): { low: number; high: number; part: number }[] {
  return Array.from({ length: newLength }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * length) / newLength - 0.5);
    const low = Math.min(Math.floor(at), length - 1);
    return { low, high: Math.min(low + 1, length - 1), part: at - low };
  });
}

function mix(a: number, b: number, part: number): number {
  return a * (1 - part) + b * part;
}
