import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/node/package-info.ts';

const home = mkdtempSync(join(tmpdir(), 'infoplane-home-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Runs a module with an own home and folder for temporary files, where ONNX Runtime's reports would leave traces. */
function traces(code: string): string[] {
  const env = { HOME: home, TMPDIR: home };
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: packageRoot, env });
  return readdirSync(home, { recursive: true }).map(String);
}

it('keeps ONNX Runtime from reporting to its maker', () => {
  const train = `
    const { openOnnxEngine } = await import('./dist/runner/engines/onnx/onnx-engine.js');
    const { chainLayers } = await import('./dist/runner/engines/chain-layers.js');
    const { initialWeights } = await import('./dist/runner/engines/weights.js');
    const network = chainLayers([2], [['dense', { units: 2 }]]);
    const training = { optimizer: 'sgd', momentum: 0, batchSize: 1 };
    const taps = { activations: [], errors: [] };
    const session = await (await openOnnxEngine()).open(network, { training, taps, initial: initialWeights(network, 1) });
    await session.update({ samples: 1, inputs: new Float32Array(2), labels: new Int32Array(1) }, 0.1, false);
    await session.close();`;
  expect(traces(train)).toEqual([]);
  const alone = `
    const { OnnxGraph } = await import('./dist/runner/lowering/onnx/onnx-graph.js');
    const { InferenceSession } = await import('onnxruntime-node');
    const graph = new OnnxGraph();
    graph.output('out', graph.node('Identity', [graph.input('in', 'float32', [1])], [1]));
    await (await InferenceSession.create(graph.encode('try'))).release();`;
  // the runtime by itself leaves traces, so that the line above says something
  if (process.platform === 'linux') expect(traces(alone)).not.toEqual([]);
});
