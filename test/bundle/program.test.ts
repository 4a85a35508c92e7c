import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { createWorkplace, tinyStudy } from '../cli/tiny-study.ts';
import { filesBelow } from './files-below.ts';

const execute = promisify(execFile);
let work: Awaited<ReturnType<typeof createWorkplace>>;
let bundle: string;
beforeAll(async () => {
  work = await createWorkplace();
  bundle = join(work.folder, 'bundle');
  await execute(process.execPath, ['scripts/bundle.mjs', bundle, '--program-only'], { cwd: packageRoot });
}, 120_000);
afterAll(() => rm(work.folder, { recursive: true }));

/** The bundled program in an empty environment, run by this Node. */
const infoplane = (...args: string[]) =>
  execute(process.execPath, [join(bundle, 'app/dist/src/cli/main.js'), ...args], {
    cwd: work.folder,
    env: {},
  });

describe('the bundled program', () => {
  it('has few files, and of the libraries the parts for Linux x64 only', async () => {
    const files = await filesBelow(bundle);
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENCES.txt',
        'app/dist/LICENCES.txt',
        'app/dist/runner/workers/estimation-worker.js',
        'app/dist/runner/workers/tile-worker.js',
        'app/dist/runner/workers/strip-worker.js',
        'app/dist/runner/store/chunk-writer-thread.js',
        'app/dist/runner/kernels/wasm/kernels-fma.wasm',
        'app/dist/runner/kernels/wasm/kernels-fma-shared.wasm',
        'app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
        'app/specs/quickstart.yaml',
      ]),
    );
    expect(files.filter((file) => /darwin|win32|arm64|\.map$|esbuild|vitest/.test(file))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.js')).length).toBeLessThan(520);
    const licences = await readFile(join(bundle, 'LICENCES.txt'), 'utf8');
    for (const name of ['onnxruntime-node', 'typescript', '@tensorflow/tfjs-core'])
      expect(licences).toContain(`\n${name} `);
    const built = await readFile(join(bundle, 'app/dist/LICENCES.txt'), 'utf8');
    for (const name of ['yaml', 'vega-lite', 'd3-array']) expect(built).toContain(`\n${name} `);
  });

  it('runs a study on both engines, with its part of the digits', async () => {
    for (const engine of ['onnx/cpu', 'tfjs/cpu']) {
      const { stdout } = await infoplane('run', 'tiny.yaml', '--engine', engine);
      expect(stdout).toContain('report: ');
    }
    const estimates = await readFile(join(work.folder, 'runs/tiny/latest/tables/estimates.csv'), 'utf8');
    expect(estimates.trim().split('\n').length).toBe(1 + 2 * 9 + 4 * 3);
    const report = await readFile(join(work.folder, 'runs/tiny/latest/report.html'), 'utf8');
    expect(report).toContain('vega');
    await infoplane('export', 'tiny', '--figures', 'figures', '--parquet', 'tables');
    const pdf = await readFile(join(work.folder, 'figures/plane.pdf'), 'latin1');
    expect(pdf).toMatch(/\/BaseFont \/\w{6}\+DejaVuSans\b/);
    expect((await readFile(join(work.folder, 'figures/plane.png'))).readUInt32BE(16)).toBe(1004);
    expect(await filesBelow(join(work.folder, 'tables'))).toContain('estimates.parquet');
  }, 180_000);

  it('brings its measurements along', async () => {
    const options = ['--steps', '3', '--batch', '8', '--network', 'resnet8', '--profile', '2'];
    const { stdout } = await execute(process.execPath, [join(bundle, 'app/bench/step.js'), ...options], {
      cwd: work.folder,
    });
    const { what, milliseconds, nodes } = JSON.parse(stdout);
    expect(what).toContain('onnx/cpu');
    expect(milliseconds).toBeGreaterThan(0);
    expect(Object.keys(nodes)).toHaveLength(2);
    const listed = await filesBelow(bundle);
    expect(listed).toEqual(expect.arrayContaining(['app/bench/gpu.js', 'app/bench/peers/step.py']));
  }, 60_000);

  it('compiles plugins, and trains in worker processes', async () => {
    await writeFile(join(work.folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(work.folder, 'mean.ts'), plugin);
    const study = tinyStudy.replace(
      'estimators:\n',
      'plugins: [./mean.ts]\nestimators:\n  M: { kind: mean-input, probe: forward }\n',
    );
    await writeFile(join(work.folder, 'own.yaml'), study);
    const { stdout } = await infoplane('run', 'own.yaml', '--jobs', '2', '--set', 'matrix={seed: [1, 2]}');
    expect(stdout).toContain('report: ');
    const estimates = await readFile(join(work.folder, 'runs/tiny/latest/tables/estimates.csv'), 'utf8');
    expect(estimates.split('\n').filter((row) => row.includes(',M,')).length).toBe(2 * 3);
  }, 180_000);
});

const plugin = `import { defineNode, type EstimatorRun } from 'infoplane/plugin';

/** The mean of the inputs. */
export interface Params {
  /** Probe. */
  probe: string;
}

const run: EstimatorRun<Params> = (capture) => () => {
  const value = capture.inputs.reduce((sum, one) => sum + one, 0) / capture.inputs.length;
  return [{ layer: null, cells: { quantity: 'mean', value } }];
};

export default defineNode({
  family: 'estimator',
  kind: 'mean-input',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  run,
});
`;
