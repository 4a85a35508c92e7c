import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { onnxTensors } from '../../src/cli/onnx-tensors.ts';
import { networks } from '../forward/fixtures.ts';

const store = mkdtempSync(join(tmpdir(), 'store-'));
const list = async (name: string) => {
  const text = await onnxTensors(`${name}.onnx`, networks, store);
  const [head = '', table = ''] = text.split('\n\n');
  return {
    head,
    rows: table
      .split('\n')
      .slice(1)
      .map((row) => row.split(/ {2,}/)),
  };
};

describe('the tensors of an ONNX file', () => {
  test('that can be layers, with the shapes that the file tells', async () => {
    const { head, rows } = await list('cnn');
    expect(head).toMatch(/opset 20/);
    expect(head).toContain('x (n x 1 x 8 x 8) float32');
    expect(head).toContain('logits (n x 3) float32');
    expect(head).toContain('10 initialisers');
    expect(rows).toContainEqual(['relu', 'n x 3 x 6 x 6', 'feature maps']);
    expect(rows).toContainEqual(['tanh', 'n x 5', 'one variable']);
    // a number, and tensors of whole numbers
    expect(rows.map(([name]) => name)).not.toContain('sym_size_int_1');
  });

  test('with those that a run shows', async () => {
    const { rows } = await list('unshaped');
    expect(rows).toContainEqual(['/Relu_output_0', 'n x 3 x 6 x 6', 'feature maps']);
    expect(rows).toContainEqual(['/Tanh_output_0', 'n x 5', 'one variable']);
  });

  test('of tokens, of a fixed number of samples, and with weights beside it', async () => {
    expect((await list('tokens')).rows).toContainEqual(['layer_norm_1', 'n x 4 x 8', 'tokens x features']);
    expect((await list('fixed')).rows).toContainEqual(['relu', '4 x 3 x 6 x 6', 'feature maps']);
    expect((await list('beside')).head).toContain('1 of them in files beside it');
    expect((await list('training')).head).toContain('training mode');
  });

  test.each([
    [['nodes', '--onnx', 'cnn.onnx'], 0],
    [['nodes', '--onnx', 'make_networks.py'], 4],
    [['nodes', '--onnx', 'gone.onnx'], 4],
    [['nodes', 'conv', '--onnx', 'cnn.onnx'], 2],
  ])('%s', async (args, code) => {
    const signal = new AbortController().signal;
    const quiet = { out: () => {}, err: () => {}, terminal: false, env: { INFOPLANE_STORE: store }, signal };
    expect(await runCommandLine(args, { ...quiet, cwd: networks })).toBe(code);
  });
});
