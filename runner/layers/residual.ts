import type { Activation, Initializer, Repeatable } from '../../src/node/parameters.ts';
import type { Shape } from '../../src/plan/plan.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Value } from '../contract/onnx-graph.ts';
import type { Tensor, Tensor2D, Tensor4D } from '../contract/tensorflow.ts';
import { activate } from '../lowering/onnx/activation.ts';
import { add, gemm, reshape, sumColumns } from '../lowering/onnx/operators.ts';
import { sumByPlace, takeRows, windowRows } from '../lowering/onnx/windows.ts';
import { activate as activateTensor } from '../lowering/tfjs/activation.ts';
import { placeGrid } from '../lowering/window.ts';

/**
 * A residual block: its layers one after the other, what goes into the first of them added to what comes out of the
 * last, and a nonlinearity after the sum.
 *
 * Layers inside are named with the block's name before theirs: `C1` in `R1` is `R1.C1` for probes and results. `R1`
 * itself is the output of the whole block.
 *
 * @source He, Zhang, Ren & Sun 2016
 * @example
 * ```yaml
 * layers:
 *   - residual: R1
 *     shortcut: projection
 *     layers:
 *       - { conv: C1, filters: 32, kernel: 3, stride: 2, padding: same }
 *       - { batch-norm: B1, activation: relu }
 *       - { conv: C2, filters: 32, kernel: 3, padding: same }
 *       - { batch-norm: B2 }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * The layers of the block, in order.
   * @layers
   * @minItems 1
   */
  layers: unknown[];
  /**
   * How the block's input reaches the sum: `identity` as it is, which needs equal shapes; `projection` through a trained
   * 1 x 1 convolution whose stride makes the sizes equal (a dense map for vectors), with a bias.
   * @default "identity"
   */
  shortcut?: 'identity' | 'projection';
  /**
   * Nonlinearity after the sum.
   * @default "relu"
   */
  activation?: Activation;
  /**
   * How the projection starts.
   * @default "glorot-uniform"
   */
  initializer?: Initializer;
}

type Filled = Omit<Settled<Params>, 'layers'>;

export default defineLayer<Filled>({
  kind: 'residual',
  version: 1,
  shape({ shortcut, initializer }, body, input = body) {
    const numbers = body.reduce((product, length) => product * length, 1);
    const shapes = `${input.join(' x ')} goes in and ${body.join(' x ')} comes out`;
    if (shortcut === 'identity') {
      if (body.join() === input.join()) return { output: body, weights: [], multiplyAdds: 0 };
      const hint = 'say `shortcut: projection`, or give its layers the shape of what goes in';
      return { misfit: `an identity shortcut needs equal shapes, but ${shapes}`, hint };
    }
    if (strideBetween(input, body) === null) {
      const hint = 'its sizes must come from one stride, with `padding: same`';
      return { misfit: `no stride of a projection leads there: ${shapes}`, hint };
    }
    const [outputs = 1] = body;
    const [inputs = 1] = input;
    const common = { fanIn: inputs, fanOut: outputs };
    return {
      output: body,
      weights: [
        { name: 'kernel', shape: [outputs, inputs], initializer, ...common },
        { name: 'bias', shape: [outputs], initializer: 'zeros', ...common },
      ],
      multiplyAdds: numbers * inputs,
    };
  },
  onnx: { forward: forwardOnnx },
  tfjs: { forward: forwardTfjs },
});

/** Stride of a 1 x 1 convolution that makes maps of `to`'s size of those of `from`; 1 for vectors, null when none does. */
function strideBetween(from: Shape, to: Shape): number | null {
  if (from.length !== to.length) return null;
  const lengths = from.slice(1).map((length, axis) => [length, to[axis + 1]!] as const);
  for (let stride = 1; stride <= Math.max(1, ...from.slice(1)); stride++) {
    if (lengths.every(([length, wanted]) => Math.ceil(length / stride) === wanted)) return stride;
  }
  return null;
}

function forwardOnnx(call: OnnxCall<Filled>): OnnxForward {
  const { graph, params, inputs } = call;
  const [body, input] = inputs as [Value, Value];
  const projected = params.shortcut === 'projection' ? project(call, input) : null;
  const h = activate(graph, params.activation, add(graph, body, projected ? projected.output : input));
  return {
    output: h.output,
    backward(error) {
      let made: Value | null = null;
      const dz = () => {
        made ??= h.error(error);
        return made;
      };
      return {
        input: (which) => (which === 0 || !projected ? dz() : projected.input(dz())),
        gradients: () => projected?.gradients(dz()) ?? {},
      };
    },
  };
}

/** The shortcut's 1 x 1 convolution, with channels as rows: `[channels, places x samples]`. */
function project({ graph, inputShapes, outputShape, samples, weights }: OnnxCall<Filled>, input: Value) {
  const from = inputShapes[1]!;
  const [outputs, height = 1, width = 1] = outputShape as [number, number?, number?];
  const [channels, rows = 1, columns = 1] = from as [number, number?, number?];
  const maps = [channels, rows, columns];
  const taken = windowRows(placeGrid(maps, 1, strideBetween(from, outputShape) ?? 1, 'valid'));
  const places = height * width;
  const x = reshape(graph, takeRows(graph, input, taken, 0), [channels, places * samples]);
  const kernel = weights.kernel!;
  const bias = reshape(graph, weights.bias!, [outputs, 1]);
  const asRows = (value: Value) => reshape(graph, value, [outputs, places * samples]);
  return {
    output: reshape(graph, gemm(graph, kernel, x, { c: bias }), [outputs * places, samples]),
    input(dz: Value) {
      const back = gemm(graph, kernel, asRows(dz), { transposeA: true });
      return sumByPlace(graph, reshape(graph, back, [channels * places, samples]), taken, input.dims[0]!);
    },
    gradients: (dz: Value) => ({
      kernel: gemm(graph, asRows(dz), x, { transposeB: true }),
      bias: reshape(graph, sumColumns(graph, asRows(dz)), [outputs]),
    }),
  };
}

function forwardTfjs({ tf, params, inputs, inputShapes, outputShape, weights }: TfjsCall<Filled>): Tensor {
  const [body, input] = inputs as [Tensor, Tensor];
  const shortcut = () => {
    if (params.shortcut === 'identity') return input;
    const kernel = tf.transpose(weights.kernel!);
    if (input.rank === 2) return tf.add(tf.matMul(input as Tensor2D, kernel as Tensor2D), weights.bias!);
    const [from, to] = kernel.shape as [number, number];
    const filters = tf.reshape(kernel, [1, 1, from, to]) as Tensor4D;
    const stride = strideBetween(inputShapes[1]!, outputShape) ?? 1;
    return tf.add(tf.conv2d(input as Tensor4D, filters as Tensor4D, stride, 'valid'), weights.bias!);
  };
  return activateTensor(tf, params.activation, tf.add(body, shortcut()));
}
