import type { Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import { sumByPlace, takeRows } from '../lowering/onnx/windows.ts';
import { needsMaps } from '../lowering/window.ts';

/**
 * Makes feature maps larger: each place becomes factor x factor places of the same value (nearest neighbour).
 *
 * With a convolution after it, it is the decoder of a convolutional autoencoder.
 *
 * @example
 * ```yaml
 * layers:
 *   - { upsample: U1, factor: 2 }
 *   - { conv: D1, filters: 8, kernel: 3, padding: same, activation: relu }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * How many times as high and as wide the maps become.
   * @asType integer
   * @minimum 1
   * @maximum 1000
   * @default 2
   */
  factor?: number;
}

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'upsample',
  version: 1,
  shape({ factor }, input) {
    const [channels, height, width] = input;
    if (channels === undefined || height === undefined || width === undefined) return needsMaps(input);
    return { output: [channels, height * factor, width * factor], weights: [], multiplyAdds: 0 };
  },
  onnx: { forward: forwardOnnx },
  tfjs: {
    // The gradient of TensorFlow.js' own nearest-neighbour resize is wrong on its cpu backend.
    forward({ tf, input, params, outputShape }: TfjsCall<Filled>) {
      const sources = (length: number) => {
        const places = Int32Array.from({ length }, (_, place) => Math.floor(place / params.factor));
        return tf.tensor1d(places, 'int32');
      };
      const [, height, width] = outputShape as [number, number, number];
      return tf.gather(tf.gather(input, sources(height), 1), sources(width), 2);
    },
  },
});

function forwardOnnx({ graph, params, input, outputShape }: OnnxCall<Filled>): OnnxForward {
  const [channels, height, width] = outputShape as [number, number, number];
  const { factor } = params;
  const rows = Int32Array.from({ length: channels * height * width }, (_, at) => {
    const line = Math.floor(at / width);
    const y = Math.floor((line % height) / factor);
    const x = Math.floor((at % width) / factor);
    return (Math.floor(line / height) * (height / factor) + y) * (width / factor) + x;
  });
  return {
    output: takeRows(graph, input, rows, 0),
    backward: (error) => ({
      input: () => sumByPlace(graph, error, rows, input.dims[0]!),
      gradients: () => ({}),
    }),
  };
}
