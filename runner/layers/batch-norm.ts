import type { Activation, Repeatable } from '../../src/node/parameters.ts';
import {
  defineLayer,
  type OnnxCall,
  type OnnxForward,
  type Settled,
  type TfjsCall,
} from '../contract/layer.ts';
import type { Value } from '../contract/onnx-graph.ts';
import type { Tensor } from '../contract/tensorflow.ts';
import { activate } from '../lowering/onnx/activation.ts';
import { add, map, multiply, reduceColumns, reshape, subtract } from '../lowering/onnx/operators.ts';
import { activate as activateTensor } from '../lowering/tfjs/activation.ts';

/**
 * Batch normalisation, and a nonlinearity after it: each feature map (each unit of a vector) is brought to mean 0 and
 * variance 1 over the mini-batch and all places, then scaled by gamma and shifted by beta, which are trained.
 *
 * In training the statistics are those of the mini-batch, and probes on mini-batches see these activations. Evaluation and
 * probes on a held-out sample use running statistics, which each update moves towards the mini-batch's (its variance
 * divided by n - 1). Samples of one mini-batch then depend on each other: the error signal d_k of a sample is the gradient
 * of the sum of all samples' losses with respect to that sample's T_k. A mini-batch of one sample, after a layer without
 * places, has no variance: a training that has one (as the last of an epoch) is an error.
 *
 * @source Ioffe & Szegedy 2015
 * @example
 * ```yaml
 * layers:
 *   - { conv: C1, filters: 16, kernel: 3, padding: same }
 *   - { batch-norm: B1, activation: relu }
 * ```
 */
export interface Params extends Repeatable {
  /**
   * Nonlinearity after the normalisation.
   * @default "linear"
   */
  activation?: Activation;
  /**
   * How far one update moves the running statistics: running <- (1 - momentum) running + momentum batch.
   * @default 0.1
   * @minimum 0
   * @maximum 1
   */
  momentum?: number;
  /**
   * Added to the variance before its root is taken.
   * @default 0.00001
   * @exclusiveMinimum 0
   */
  epsilon?: number;
}

type Filled = Settled<Params>;

export default defineLayer<Filled>({
  kind: 'batch-norm',
  version: 2,
  shape(_, input) {
    const [channels = 1] = input;
    const common = { shape: [channels], fanIn: 1, fanOut: 1 };
    return {
      output: input,
      weights: [
        { name: 'gamma', initializer: 'ones', ...common },
        { name: 'beta', initializer: 'zeros', ...common },
        { name: 'mean', initializer: 'zeros', trained: false, ...common },
        { name: 'variance', initializer: 'ones', trained: false, ...common },
      ],
      multiplyAdds: 2 * input.reduce((product, length) => product * length, 1),
    };
  },
  hasModes: true,
  onnx: { forward: forwardOnnx },
  tfjs: { forward: forwardTfjs, nextState: nextStateTfjs },
});

/** Rows of the tensors here are channels: `[channels, places x samples]`. */
function forwardOnnx(call: OnnxCall<Filled>): OnnxForward {
  const { graph, params, input, weights, mode } = call;
  const channels = weights.gamma!.dims[0]!;
  const rows = [channels, (input.dims[0]! / channels) * input.dims[1]!];
  const count = rows[1]!;
  const column = (value: Value) => reshape(graph, value, [channels, 1]);
  const x = reshape(graph, input, rows);
  const own = mode === 'training';

  const meanOf = (value: Value) => reduceColumns(graph, 'ReduceMean', value);
  const mean = own ? meanOf(x) : column(weights.mean!);
  const centred = subtract(graph, x, mean);
  const variance = own ? meanOf(multiply(graph, centred, centred)) : column(weights.variance!);
  const spread = map(graph, 'Sqrt', add(graph, variance, graph.scalar(params.epsilon)));
  const inverse = map(graph, 'Reciprocal', spread);
  const slope = multiply(graph, inverse, column(weights.gamma!));
  const z = add(graph, multiply(graph, centred, slope), column(weights.beta!));
  const h = activate(graph, params.activation, z);

  return {
    output: reshape(graph, h.output, input.dims),
    backward(error) {
      const dz = h.error(reshape(graph, error, rows));
      let known: { along: Value; beta: Value } | null = null;
      const sumOf = (value: Value) => reduceColumns(graph, 'ReduceSum', value);
      const sums = () => {
        known ??= { along: sumOf(multiply(graph, dz, centred)), beta: sumOf(dz) };
        return known;
      };
      return {
        input() {
          // What moves the batch's own mean and variance does not come through: their shares are small columns.
          const share = graph.scalar(1 / count);
          const part = (factor: Value) => multiply(graph, multiply(graph, factor, share), centred);
          const turn = () => multiply(graph, sums().along, multiply(graph, inverse, inverse));
          const lost = () => add(graph, part(turn()), multiply(graph, sums().beta, share));
          const through = own ? subtract(graph, dz, lost()) : dz;
          return reshape(graph, multiply(graph, through, slope), input.dims);
        },
        gradients: () => ({
          gamma: reshape(graph, multiply(graph, sums().along, inverse), [channels]),
          beta: reshape(graph, sums().beta, [channels]),
        }),
      };
    },
    nextState() {
      return {
        mean: moved(call, weights.mean!, mean, 1),
        variance: moved(call, weights.variance!, variance, unbiased(count)),
      };
    },
  };
}

/** A running statistic after a batch whose own one is `factor` times `batch`. */
function moved({ graph, params }: OnnxCall<Filled>, running: Value, batch: Value, factor: number): Value {
  const kept = multiply(graph, running, graph.scalar(1 - params.momentum));
  const fresh = reshape(graph, batch, running.dims);
  return add(graph, kept, multiply(graph, fresh, graph.scalar(params.momentum * factor)));
}

/** Turns a variance divided by n into one divided by n - 1. */
function unbiased(count: number): number {
  return count / Math.max(1, count - 1);
}

function forwardTfjs(call: TfjsCall<Filled>): Tensor {
  const { tf, params, input, weights, mode } = call;
  const { mean, variance } =
    mode === 'training' ? momentsOf(call) : { mean: weights.mean!, variance: weights.variance! };
  const spread = tf.sqrt(tf.add(variance, params.epsilon));
  const normal = tf.div(tf.sub(input, mean), spread);
  return activateTensor(tf, params.activation, tf.add(tf.mul(normal, weights.gamma!), weights.beta!));
}

function nextStateTfjs(call: TfjsCall<Filled>): Record<string, Tensor> {
  const { tf, params, input, weights } = call;
  const { mean, variance } = momentsOf(call);
  const count = input.size / weights.gamma!.size;
  const move = (running: Tensor, batch: Tensor) =>
    tf.add(tf.mul(running, 1 - params.momentum), tf.mul(batch, params.momentum));
  return {
    mean: move(weights.mean!, mean),
    variance: move(weights.variance!, tf.mul(variance, unbiased(count))),
  };
}

/** Channels are the last axis in TensorFlow.js. */
function momentsOf({ tf, input }: TfjsCall<Filled>): { mean: Tensor; variance: Tensor } {
  return tf.moments(
    input,
    input.shape.slice(0, -1).map((_, axis) => axis),
  );
}
