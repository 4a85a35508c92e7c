import type { Shape } from './plan.ts';

/** Feature maps of a layer's output, and the numbers in each; a vector is one map. */
export function featureMaps([channels = 1, height, width]: Shape): { channels: number; features: number } {
  return height === undefined || width === undefined
    ? { channels: 1, features: channels }
    : { channels, features: height * width };
}
