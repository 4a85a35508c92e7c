import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnnxGraph } from '../../../runner/lowering/onnx/onnx-graph.ts';
import { readModel } from '../../../runner/lowering/onnx/read-model.ts';
import { RunError } from '../../../src/node/run-error.ts';

const file = (name: string) => readFileSync(new URL(`../../fixtures/onnx/${name}.onnx`, import.meta.url));

describe('the facts of an ONNX file', () => {
  test('are those that PyTorch wrote', () => {
    const facts = readModel(file('cnn'), 'cnn.onnx');
    expect(facts.opsets).toEqual([{ domain: '', version: 20 }]);
    expect(facts.producer).toBe('pytorch');
    expect(facts.inputs).toEqual([{ name: 'x', elementType: 1, dims: ['n', 1, 8, 8] }]);
    expect(facts.outputs).toEqual([{ name: 'logits', elementType: 1, dims: ['n', 3] }]);
    expect(facts.tensors.find(({ name }) => name === 'relu')?.dims).toEqual(['n', 3, 6, 6]);
    expect(facts.initializers.find(({ name }) => name === 'fc1.weight')).toEqual({
      name: 'fc1.weight',
      elementType: 1,
      dims: [5, 27],
      external: null,
    });
    expect(facts.trainingNode).toBeNull();
  });

  test('say where numbers lie that are in a file beside it', () => {
    const { initializers } = readModel(file('beside'), 'beside.onnx');
    const away = initializers.filter(({ external }) => external !== null);
    expect(away.map(({ name, external }) => [name, external])).toEqual([
      ['fc1.weight', { location: 'beside.onnx.data', offset: 0, length: 5 * 27 * 4 }],
    ]);
  });

  test('tell copies of an initialiser, unknown shapes and a node in training', () => {
    const unshaped = readModel(file('unshaped'), 'unshaped.onnx');
    expect(unshaped.tensors.find(({ name }) => name === '/Relu_output_0')?.dims).toBeNull();
    expect(readModel(file('training'), 'training.onnx').trainingNode).toBe(
      '/norm/BatchNormalization_output_0',
    );
    const graph = new OnnxGraph();
    const weight = graph.floats([1, 2], [2]);
    graph.output('twin', graph.node('Identity', [weight], [2]));
    const { copies, initializers } = readModel(graph.encode('g'), 'g');
    expect([...copies]).toEqual([['twin', initializers[0]!.name]]);
  });

  test('read back what is written here', () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', 'float32', [-1, 4]);
    graph.output('y', graph.node('Relu', [x], [-1, 4]));
    const facts = readModel(graph.encode('g'), 'g');
    expect(facts.inputs).toEqual([{ name: 'x', elementType: 1, dims: [null, 4] }]);
    expect(facts.nodes).toBe(1);
  });
});

describe('bytes that are no ONNX file', () => {
  test.each([
    ['nothing', new Uint8Array()],
    ['a text', new TextEncoder().encode('models: { net: 1 }')],
    ['a pickle', Uint8Array.of(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20)],
    ['an operator set alone', Uint8Array.of(0x42, 2, 0x10, 17)],
  ])('%s', (_, bytes) => {
    expect(() => readModel(bytes, 'x.onnx')).toThrow(RunError);
  });

  test('cut and changed bytes are read or refused', () => {
    const sound = ['cnn', 'beside', 'tokens', 'unshaped'].map(file);
    const broken = fc.constantFrom(...sound).chain((bytes) =>
      fc
        .tuple(
          fc.nat(bytes.length),
          fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }),
        )
        .map(([length, flips]) => {
          const copy = Uint8Array.from(bytes);
          for (const [at, value] of flips) copy[at] = value;
          return flips.length === 0 ? copy.subarray(0, length) : copy;
        }),
    );
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        try {
          expect(readModel(bytes, 'x.onnx').nodes).toBeLessThanOrEqual(bytes.length);
        } catch (cause) {
          expect(cause).toBeInstanceOf(RunError);
        }
      }),
      { numRuns: 400 },
    );
  });
});
