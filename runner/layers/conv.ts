import type { Activation, Count, Initializer } from '../../src/node/parameters.ts';
import { defineLayer } from './layer.ts';
import { needsMaps, placeWindows, tooLarge } from './window.ts';

/**
 * A two-dimensional convolution (as the field uses the word: cross-correlation), bias, and a nonlinearity.
 */
export interface Params {
  /** Number of filters, which is the number of feature maps. */
  filters: Count;
  /** Height and width of the filters. */
  kernel: Count;
  /**
   * Step between two positions of the filters.
   * @default 1
   */
  stride?: Count;
  /**
   * `valid` keeps the filters inside the input; `same` pads with zeros to ceil(input / stride), the odd one after.
   * @default "valid"
   */
  padding?: 'valid' | 'same';
  /**
   * Nonlinearity after the bias.
   * @default "linear"
   */
  activation?: Activation;
  /**
   * How the filters start.
   * @default "glorot-uniform"
   */
  initializer?: Initializer;
}

export default defineLayer<Required<Params>>({
  kind: 'conv',
  version: 1,
  shape(params, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    const rows = placeWindows(height, params.kernel, params.stride, params.padding);
    const columns = placeWindows(width, params.kernel, params.stride, params.padding);
    if (!rows || !columns) return tooLarge(`a ${params.kernel} x ${params.kernel} kernel`, input);
    const { filters, kernel, initializer } = params;
    const fanIn = channels * kernel * kernel;
    const fanOut = filters * kernel * kernel;
    return {
      output: [filters, rows.count, columns.count],
      weights: [
        { name: 'kernel', shape: [filters, channels, kernel, kernel], initializer, fanIn, fanOut },
        { name: 'bias', shape: [filters], initializer: 'zeros', fanIn, fanOut },
      ],
      multiplyAdds: filters * rows.count * columns.count * fanIn,
    };
  },
});
