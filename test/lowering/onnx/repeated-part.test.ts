import { describe, expect, test } from 'vitest';
import { readModel } from '../../../runner/lowering/onnx/read-model.ts';
import { repeatedPart } from '../../../runner/lowering/onnx/repeated-part.ts';
import { RunError } from '../../../src/node/run-error.ts';

/** A field of a protobuf message: a number, a text, or a message of fields. */
type Field = readonly [id: number, content: number | string | readonly Field[]];

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}

function message(fields: readonly Field[]): number[] {
  return fields.flatMap(([id, content]) => {
    if (typeof content === 'number') return [...varint(8 * id), ...varint(content)];
    const bytes = typeof content === 'string' ? [...Buffer.from(content)] : message(content);
    return [...varint(8 * id + 2), ...varint(bytes.length), ...bytes];
  });
}

const node = (operator: string, ...attributes: readonly Field[]): Field => [
  1,
  [[1, 'x'], [2, 'y'], [4, operator], ...attributes],
];
const branch = (name: string, ...nodes: readonly Field[]): Field => [
  5,
  [
    [1, name],
    [20, 5],
    [6, nodes],
  ],
];
const model = (nodes: readonly Field[], ...more: readonly Field[]) =>
  Uint8Array.from(message([[1, 10], [7, nodes], [8, [[2, 20]]], ...more]));

describe('an operator that repeats is found', () => {
  const inFunction: Field = [
    25,
    [
      [1, 'f'],
      [7, node('Loop')[1] as readonly Field[]],
    ],
  ];
  test.each([
    ['in the graph', model([node('Relu'), node('Loop', branch('body', node('Relu')))])],
    [
      'in a branch',
      model([node('If', branch('then_branch', node('Relu')), branch('else_branch', node('Loop')))]),
    ],
    ['in a branch of a branch', model([node('If', branch('a', node('If', branch('b', node('Loop')))))])],
    ['in a function', model([node('f')], inFunction)],
  ])('%s', (_, bytes) => {
    expect(repeatedPart(bytes)).toBe('Loop');
    expect(() => readModel(bytes, 'g.onnx')).toThrow(RunError);
    expect(() => readModel(bytes, 'g.onnx')).toThrow('Loop');
  });

  test.each(['Scan', 'SequenceMap'])('%s', (operator) => {
    expect(repeatedPart(model([node(operator)]))).toBe(operator);
  });
});

test('a graph with branches and functions that repeat nothing has none, whatever its names', () => {
  const inFunction: Field = [
    25,
    [
      [1, 'Loop'],
      [7, node('Relu')[1] as readonly Field[]],
    ],
  ];
  const named: Field = [
    1,
    [
      [1, 'Loop'],
      [2, 'Scan'],
      [3, 'Loop'],
      [4, 'Relu'],
    ],
  ];
  expect(repeatedPart(model([node('If', branch('Loop', node('Relu'))), named], inFunction))).toBeNull();
});

test('graphs that are nested without end are refused', () => {
  let inner = node('Relu');
  for (let depth = 0; depth < 100; depth++) inner = node('If', branch('b', inner));
  expect(() => readModel(model([inner]), 'g.onnx')).toThrow(RunError);
});
