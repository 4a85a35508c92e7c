import { OnnxGraph } from '../../lowering/onnx/onnx-graph.ts';
import { stepNames } from './step-names.ts';

/** Writes the graph that passes the state through: it brings tensors that live on a device to the CPU. */
export function buildReadGraph(
  state: readonly (readonly [name: string, shape: readonly number[]])[],
): Uint8Array {
  const graph = new OnnxGraph();
  for (const [name, shape] of state) {
    graph.output(stepNames.next(name), graph.input(name, 'float32', shape));
  }
  return graph.encode('read');
}
