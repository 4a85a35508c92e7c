import type { Count } from '../../src/node/parameters.ts';
import { defineLayer } from './layer.ts';
import { needsMaps, placeWindows, tooLarge } from './window.ts';

/**
 * Pooling: the maximum or the mean over windows of each feature map.
 *
 * The gradient of a tied maximum goes to the first of the tied places in reading order.
 */
export interface Params {
  /** Height and width of the window. */
  size: Count;
  /**
   * Step between two windows; the window's size when left out.
   */
  stride?: Count;
  /**
   * `valid` drops windows that would leave the input; `same` makes ceil(input / stride) windows, and means are taken
   * over the places inside the input.
   * @default "valid"
   */
  padding?: 'valid' | 'same';
  /**
   * What is taken of a window.
   * @default "max"
   */
  mode?: 'max' | 'average';
}

type Filled = Required<Omit<Params, 'stride'>> & Pick<Params, 'stride'>;

export default defineLayer<Filled>({
  kind: 'pool',
  version: 1,
  shape(params, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    const stride = params.stride ?? params.size;
    const rows = placeWindows(height, params.size, stride, params.padding);
    const columns = placeWindows(width, params.size, stride, params.padding);
    if (!rows || !columns) return tooLarge(`a ${params.size} x ${params.size} window`, input);
    return {
      output: [channels, rows.count, columns.count],
      weights: [],
      multiplyAdds: channels * rows.count * columns.count * params.size * params.size,
    };
  },
});
