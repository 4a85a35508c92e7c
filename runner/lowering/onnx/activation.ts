import type { Activation } from '../../../src/node/parameters.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { add, isPositive, map, multiply, subtract } from './operators.ts';

/** h = f(z), element by element, and the way back. */
export interface Activated {
  readonly output: Value;
  /** f'(z) times the error at h: the error at z. */
  error(error: Value): Value;
}

/** Below zero a leaky rectifier has this slope. */
const leak = 0.01;

/** Whether f(a) <= f(b) wherever a <= b, so that a maximum can be taken before f as well as after it. */
export function isMonotone(activation: Activation): boolean {
  return activation !== 'gelu';
}

/** Puts a nonlinearity after `z`. At 0 the rectifiers have the slope that they have below it. */
export function activate(graph: GraphBuilder, activation: Activation, z: Value): Activated {
  if (activation === 'linear') return { output: z, error: (error) => error };
  if (activation === 'gelu') return gelu(graph, z);
  const h = forward(graph, activation, z);
  return { output: h, error: (error) => multiply(graph, error, slope(graph, activation, z, h)) };
}

type Simple = Exclude<Activation, 'linear' | 'gelu'>;

function forward(graph: GraphBuilder, activation: Simple, z: Value): Value {
  switch (activation) {
    case 'sigmoid':
      return map(graph, 'Sigmoid', z);
    case 'tanh':
      return map(graph, 'Tanh', z);
    case 'relu':
      return map(graph, 'Relu', z);
    case 'leaky-relu':
      return map(graph, 'LeakyRelu', z, { alpha: { float: leak } });
    case 'elu':
      return map(graph, 'Elu', z);
    case 'softplus':
      return map(graph, 'Softplus', z);
  }
}

/** f'(z), written through h where that is exact and cheaper. */
function slope(graph: GraphBuilder, activation: Simple, z: Value, h: Value): Value {
  switch (activation) {
    case 'sigmoid':
      return subtract(graph, h, multiply(graph, h, h));
    case 'tanh':
      return subtract(graph, graph.scalar(1), multiply(graph, h, h));
    case 'relu':
      return isPositive(graph, h);
    case 'leaky-relu': {
      const above = isPositive(graph, h);
      return add(graph, multiply(graph, above, graph.scalar(1 - leak)), graph.scalar(leak));
    }
    case 'elu':
      // exp(z) = 1 + h below zero.
      return subtract(graph, graph.scalar(1), map(graph, 'Relu', map(graph, 'Neg', h)));
    case 'softplus':
      return map(graph, 'Sigmoid', z);
  }
}

/** z P(z), with P(z) = (1 + erf(z / sqrt 2)) / 2; the slope is P(z) + z exp(-z^2 / 2) / sqrt(2 pi). */
function gelu(graph: GraphBuilder, z: Value): Activated {
  const erf = map(graph, 'Erf', multiply(graph, z, graph.scalar(Math.SQRT1_2)));
  const share = multiply(graph, add(graph, erf, graph.scalar(1)), graph.scalar(0.5));
  return {
    output: multiply(graph, z, share),
    error(error) {
      const bell = map(graph, 'Exp', multiply(graph, multiply(graph, z, z), graph.scalar(-0.5)));
      const density = multiply(graph, bell, graph.scalar(1 / Math.sqrt(2 * Math.PI)));
      return multiply(graph, error, add(graph, share, multiply(graph, z, density)));
    },
  };
}
