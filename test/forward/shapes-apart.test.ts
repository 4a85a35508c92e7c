import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shapesApart } from '../../runner/forward/shapes-apart.ts';
import { OnnxGraph } from '../../runner/lowering/onnx/onnx-graph.ts';
import { RunError } from '../../src/node/run-error.ts';

/** A graph of some kilobytes that doubles a tensor `times` times, and then takes sigmoids of all its numbers again and again. */
function doubling(times: number, sigmoids = 0): string {
  const graph = new OnnxGraph();
  let tensor = graph.input('x', 'float32', [-1, 1024]);
  for (let i = 0; i < times; i++)
    tensor = graph.node('Relu', [graph.node('Concat', [tensor, tensor], [-1, -1], { axis: 1 })], [-1, -1]);
  for (let i = 0; i < sigmoids; i++) tensor = graph.node('Sigmoid', [tensor], [-1, -1]);
  graph.output('y', tensor);
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-doubling-'));
  writeFileSync(join(folder, 'g.onnx'), graph.encode('g'));
  return folder;
}

const wish = { file: 'g.onnx', tensors: ['y'], input: [1, 1024] };

test('a network that fits gives its shapes', async () => {
  expect(await shapesApart(wish, doubling(3))).toEqual({ y: [1, 8192] });
});

test('one that would take all of the memory, or all day, is refused', async () => {
  const limits = { seconds: 60, megabytes: 600 };
  // 2^20 kB would be a gigabyte, 2^40 more than there is
  for (const times of [20, 40]) {
    const refused = await shapesApart(wish, doubling(times), limits).catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(RunError);
  }
  const late = await shapesApart(wish, doubling(12, 5000), { seconds: 2, megabytes: 8000 }).catch(String);
  expect(late).toContain('more than 2 s');
});
