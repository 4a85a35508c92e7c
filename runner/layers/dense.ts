import type { Activation, Count, Initializer } from '../../src/node/parameters.ts';
import { defineLayer } from './layer.ts';

/**
 * A fully connected layer: weights, bias, and a nonlinearity. Feature maps are flattened, channel by channel.
 */
export interface Params {
  /** Number of units. */
  units: Count;
  /**
   * Nonlinearity after the bias.
   * @default "linear"
   */
  activation?: Activation;
  /**
   * How the weights start.
   * @default "glorot-uniform"
   */
  initializer?: Initializer;
}

export default defineLayer<Required<Params>>({
  kind: 'dense',
  version: 1,
  shape({ units, initializer }, input) {
    const inputs = input.reduce((product, length) => product * length, 1);
    return {
      output: [units],
      weights: [
        { name: 'kernel', shape: [units, inputs], initializer, fanIn: inputs, fanOut: units },
        { name: 'bias', shape: [units], initializer: 'zeros', fanIn: inputs, fanOut: units },
      ],
      multiplyAdds: units * inputs,
    };
  },
});
