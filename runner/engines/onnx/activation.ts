import type { Activation } from '../../../src/node/parameters.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { map, multiply, subtract } from './operators.ts';

/** h = f(z), element by element. */
export function activate(graph: GraphBuilder, activation: Activation, z: Value): Value {
  switch (activation) {
    case 'linear':
      return z;
    case 'sigmoid':
      return map(graph, 'Sigmoid', z);
    case 'tanh':
      return map(graph, 'Tanh', z);
    case 'relu':
      return map(graph, 'Relu', z);
  }
}

/** f'(z) times the error at h = f(z): the error at z. All four derivatives follow from h; relu' at 0 is 0. */
export function activationError(graph: GraphBuilder, activation: Activation, h: Value, error: Value): Value {
  switch (activation) {
    case 'linear':
      return error;
    case 'sigmoid':
      return multiply(graph, error, subtract(graph, h, multiply(graph, h, h)));
    case 'tanh':
      return multiply(graph, error, subtract(graph, graph.scalar(1), multiply(graph, h, h)));
    case 'relu':
      return multiply(graph, error, map(graph, 'Sign', h));
  }
}
