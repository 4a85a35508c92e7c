import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { chainLayers, lenet5 } from '../../../runner/engines/chain-layers.ts';
import { fitsConvPool } from '../../../runner/engines/onnx/conv-pool.ts';
import { OnnxGraph } from '../../../runner/lowering/onnx/onnx-graph.ts';
import { add, gemm, matmul, reshape } from '../../../runner/lowering/onnx/operators.ts';
import { firstWinners, sumByPlace, takeRows } from '../../../runner/lowering/onnx/windows.ts';

/** Runs a graph of one input and one output. */
async function evaluate(graph: OnnxGraph, input: Tensor): Promise<number[]> {
  const session = await InferenceSession.create(graph.encode('test'), { logSeverityLevel: 3 });
  const result = await session.run({ x: input });
  await session.release();
  return [...(result.y!.data as Float32Array)];
}

const tensor = (values: readonly number[], dims: readonly number[]) =>
  new Tensor('float32', Float32Array.from(values), dims);

describe('OnnxGraph', () => {
  it('writes a model that ONNX Runtime computes', async () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', 'float32', [2, 3]);
    const product = matmul(graph, x, graph.floats([1, 0, 0, 1, 1, 1], [3, 2]));
    graph.output('y', add(graph, product, graph.scalar(0.5)));
    expect(await evaluate(graph, tensor([1, 2, 3, 4, 5, 6], [2, 3]))).toEqual([4.5, 5.5, 10.5, 11.5]);
  });

  it('can put one value out under two names, or an input', async () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', 'float32', [2]);
    graph.output('z', x);
    const doubled = add(graph, x, x);
    graph.output('w', doubled);
    graph.output('y', doubled);
    expect(await evaluate(graph, tensor([1, 2], [2]))).toEqual([2, 4]);
  });

  it('writes the same bytes for the same graph', () => {
    const build = () => {
      const graph = new OnnxGraph();
      graph.output('y', add(graph, graph.input('x', 'float32', [2]), graph.filled(1, [2])));
      return graph.encode('test');
    };
    expect(build()).toEqual(build());
  });

  it('refuses shapes that do not fit while the graph is built', () => {
    const graph = new OnnxGraph();
    const a = graph.input('a', 'float32', [2, 3]);
    expect(() => matmul(graph, a, a)).toThrow('[2, 3] and [2, 3] do not fit');
    expect(() => gemm(graph, a, a, { transposeA: true, transposeB: true })).toThrow('do not fit');
    expect(() => add(graph, a, graph.filled(0, [2]))).toThrow('do not fit');
    expect(() => reshape(graph, a, [7])).toThrow('does not fill');
    expect(() => graph.floats([1, 2], [3])).toThrow('2 numbers');
  });
});

describe('windows', () => {
  it('takes rows, those outside filled', async () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', 'float32', [3, 1]);
    graph.output('y', takeRows(graph, x, Int32Array.of(2, -1, 0, 2), 7));
    expect(await evaluate(graph, tensor([1, 2, 3], [3, 1]))).toEqual([3, 7, 1, 3]);
  });

  it('sums rows by the place they came from', async () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', 'float32', [4, 1]);
    graph.output('y', sumByPlace(graph, x, Int32Array.of(2, -1, 0, 2), 4));
    expect(await evaluate(graph, tensor([1, 10, 100, 1000], [4, 1]))).toEqual([100, 0, 1001, 0]);
  });

  it('gives a tied maximum to the first place, however small the numbers', async () => {
    const columns = [
      [0, 0, 0, 0],
      [1, 3, 3, 2],
      [-5, -5, -7, -5],
      [1e-30, 1.0000001e-30, 0, 1.0000001e-30],
      [0.99999994, 1, 1, 0.99999994],
      [-3.4028235e38, -3.4028235e38, 2, 1],
    ];
    const expected = columns.map((column) => column.indexOf(Math.max(...column)));
    const graph = new OnnxGraph();
    const n = columns.length;
    const x = graph.input('x', 'float32', [1, 4, n]);
    const largest = graph.floats(
      columns.map((column) => Math.max(...column)),
      [1, 1, n],
    );
    graph.output('y', firstWinners(graph, x, largest));
    const values = [0, 1, 2, 3].flatMap((place) => columns.map((column) => column[place]!));
    const winners = await evaluate(graph, tensor(values, [1, 4, n]));
    columns.forEach((_, column) => {
      const own = [0, 1, 2, 3].map((place) => winners[place * n + column]);
      expect(own).toEqual([0, 1, 2, 3].map((place) => (place === expected[column] ? 1 : 0)));
    });
  });
});

describe('fitsConvPool', () => {
  const fits = (conv: Record<string, number | string>, pool: Record<string, number | string>) => {
    const network = chainLayers(
      [1, 12, 12],
      [
        ['conv', { filters: 2, kernel: 5, ...conv }],
        ['pool', { size: 2, ...pool }],
      ],
    );
    return fitsConvPool(network.layers[0]!, network.layers[1]);
  };

  it('takes both pairs of LeNet-5', () => {
    const { layers } = lenet5('sigmoid');
    expect(layers.map((layer, index) => fitsConvPool(layer, layers[index + 1]))).toEqual([
      true,
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('takes 2 x 2 maxima that tile the output and nothing else', () => {
    expect(fits({}, {})).toBe(true);
    expect(fits({ padding: 'same' }, { stride: 2 })).toBe(true);
    expect(fits({}, { mode: 'average' })).toBe(false);
    expect(fits({}, { stride: 1 })).toBe(false);
    expect(fits({}, { size: 3 })).toBe(false);
    expect(fits({ kernel: 4 }, {})).toBe(false);
    expect(fits({ kernel: 1 }, {})).toBe(false);
  });
});
