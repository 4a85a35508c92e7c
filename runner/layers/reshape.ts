import type { Count, Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Tensor4D } from '../contract/tensorflow.ts';

/**
 * The same numbers as feature maps of another shape: channels, height, width. A vector is filled in channel by channel,
 * each row by row.
 *
 * Between a dense layer and the convolutions of a decoder.
 *
 * @example
 * ```yaml
 * layers:
 *   - { dense: D1, units: 784, activation: relu }
 *   - { reshape: M1, shape: [16, 7, 7] }
 *   - { upsample: U1, factor: 2 }
 * ```
 */
export interface Params extends Repeatable {
  /** Channels, height and width. */
  shape: [Count, Count, Count];
}

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'reshape',
  version: 1,
  shape({ shape }, input) {
    const numbers = (lengths: readonly number[]) => lengths.reduce((product, length) => product * length, 1);
    if (numbers(shape) === numbers(input)) return { output: shape, weights: [], multiplyAdds: 0 };
    const misfit = `its input has ${numbers(input)} values, ${shape.join(' x ')} needs ${numbers(shape)}`;
    return { misfit };
  },
  onnx: {
    // Between layers features are in the order of the plan's shapes already.
    forward: ({ input }: OnnxCall<Filled>): OnnxForward => ({
      output: input,
      backward: (error) => ({ input: () => error, gradients: () => ({}) }),
    }),
  },
  tfjs: {
    forward({ tf, input, params }: TfjsCall<Filled>) {
      const channelsFirst = input.rank === 4 ? tf.transpose(input, [0, 3, 1, 2]) : input;
      const maps = tf.reshape(channelsFirst, [input.shape[0]!, ...params.shape]) as Tensor4D;
      return tf.transpose(maps, [0, 2, 3, 1]);
    },
  },
});
