import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureFile } from '../../../runner/capture/capture-files.ts';
import { readNpyHeader } from '../../../runner/readers/npy-header.ts';
import { readTables } from '../../../src/table/run-tables.ts';
import { createWorkplace, tinyStudy } from '../tiny-study.ts';

let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  work = await createWorkplace();
});
afterAll(() => rm(work.folder, { recursive: true }));

describe('infoplane export --onnx', () => {
  it('writes a step that ONNX Runtime loads and runs', async () => {
    const { code, out } = await work.infoplane(['export', 'tiny.yaml', '--onnx', 'step.onnx']);
    expect(code).toBe(0);
    expect(out).toMatch(/^step\.onnx: one update of net, 64 samples, \d+ kB\n$/);
    const step = await InferenceSession.create(join(work.folder, 'step.onnx'));
    expect(step.inputNames).toEqual(expect.arrayContaining(['inputs', 'labels', 'weight:0:kernel']));
    const probed = ['activation:0', 'activation:1', 'activation:2', 'error:0', 'error:1', 'error:2'];
    expect(step.outputNames).toEqual(
      expect.arrayContaining(['loss', 'error:loss', 'next:weight:0:kernel', ...probed]),
    );
    const feeds = step.inputMetadata.map((about) => {
      if (!about.isTensor) throw new Error(`${about.name} is no tensor`);
      const dims = about.shape.map(Number);
      const count = dims.reduce((product, length) => product * length, 1);
      const data = about.type === 'int32' ? new Int32Array(count) : new Float32Array(count);
      return [about.name, new Tensor(data, dims)];
    });
    const { loss } = await step.run(Object.fromEntries(feeds));
    expect(loss!.data[0]).toBeCloseTo(Math.log(10), 5);
    await step.release();
  });

  it('asks which training when the study has several', async () => {
    const several = ['export', 'tiny.yaml', '--set', 'matrix={seed: [1, 2]}', '--onnx', 'step.onnx'];
    const { code, err } = await work.infoplane(several);
    expect(code).toBe(2);
    const id = /--stage: (\S+),/.exec(err)![1]!;
    expect((await work.infoplane([...several, '--stage', id])).code).toBe(0);
    expect((await work.infoplane([...several, '--stage', 'other'])).code).toBe(2);
  });
});

describe('infoplane export --weights', () => {
  it('writes what a run ended with, in shapes that NumPy reads', async () => {
    expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
    const { code, out } = await work.infoplane(['export', 'tiny', '--weights', 'weights']);
    expect(code).toBe(0);
    expect(out).toMatch(/^weights: 6 arrays of net\n$/);
    const kernel = await readFile(join(work.folder, 'weights', 'C1.kernel.npy'));
    const header = readNpyHeader(kernel, 'C1.kernel.npy');
    expect(header.shape).toEqual([2, 1, 5, 5]);
    const values = new Float32Array(Uint8Array.prototype.slice.call(kernel, header.dataStart).buffer);
    expect(values.every(Number.isFinite) && new Set(values).size > 40).toBe(true);
  });

  it('gives a folder to each training of a run with several', async () => {
    const { code } = await work.infoplane([
      'run',
      'tiny.yaml',
      '--set',
      'matrix={seed: [1, 2]}',
      '--out',
      'more',
    ]);
    expect(code).toBe(0);
    const { out } = await work.infoplane(['export', 'tiny', '--out', 'more', '--weights', 'both']);
    const [first, second] = out.split('\n').map((line) => line.split(': ')[0]!);
    const read = (folder: string) => readFile(join(work.folder, folder, 'F1.kernel.npy'));
    expect((await read(first!)).equals(await read(second!))).toBe(false);
  });

  it('writes into no folder that holds something, as captures do not', async () => {
    await mkdir(join(work.folder, 'full'));
    await writeFile(join(work.folder, 'full', 'captures.json'), '{}');
    for (const option of ['--weights', '--captures']) {
      const { code, err } = await work.infoplane(['export', 'tiny', option, 'full']);
      expect([code, err]).toEqual([2, expect.stringContaining('full is not empty')]);
    }
    expect(await readFile(join(work.folder, 'full', 'captures.json'), 'utf8')).toBe('{}');
  });

  it('says what it needs', async () => {
    expect((await work.infoplane(['export', 'tiny.yaml', '--weights', 'x'])).err).toContain('name a run');
    expect((await work.infoplane(['export', 'tiny.yaml'])).code).toBe(2);
    expect((await work.infoplane(['export', 'nothing', '--weights', 'x'])).code).toBe(2);
    await rm(join(work.folder, '.infoplane'), { recursive: true });
    const gone = await work.infoplane(['export', 'tiny', '--weights', 'x']);
    expect([gone.code, gone.err]).toEqual([4, expect.stringContaining('are not kept')]);
  });
});

describe('infoplane export --captures', () => {
  it('writes arrays of which estimate gives the estimates of the run, of every trial', async () => {
    const { infoplane, folder } = await createWorkplace();
    const set = ['--set', 'matrix={seed: [4, 5]}'];
    expect((await infoplane(['run', 'tiny.yaml', ...set])).code).toBe(0);
    const { code, out, err } = await infoplane(['export', 'tiny', '--captures', 'cap', '--npy']);
    expect(code).toBe(0);
    const told = 'cap/net\\S+: 7 rows of net\\S+, 39 arrays beside them\\n';
    expect(out).toMatch(new RegExp(`^${told}${told}cap/arrays.json: .*\\n$`));
    expect(err).not.toContain('losses');
    const { captures } = JSON.parse(await readFile(join(folder, 'cap/arrays.json'), 'utf8'));
    const { estimates } = await readTables(join(folder, 'runs/tiny/latest/tables'));
    expect(estimates.length).toBe(2 * (2 * 9 + 4 * 3));
    for (const { trial, iteration, layer, quantity, value } of estimates) {
      const find = (variable: string, of = '') => {
        const probe = quantity === 'I(dL;dk)' ? 'backward' : 'forward';
        const found = captures.filter(
          (one: CaptureFile & { trials: string[] }) =>
            one.trials.includes(String(trial)) &&
            one.probe === probe &&
            one.iteration === iteration &&
            one.variable === variable &&
            one.layer === of,
        );
        expect(found).toHaveLength(1);
        return join('cap', found[0].file);
      };
      const t = (variable: string) => ['--t', find(variable, String(layer))];
      const command = {
        'I(X;T)': () => ['I(X;T)', '--x', find('X'), ...t('T')],
        'I(T;Y)': () => ['I(T;Y)', '--labels', find('Y'), '--alpha', '2', ...t('T')],
        'I(dL;dk)': () => ['I(X;T)', '--x', find('dL'), '--silverman', '0.1', ...t('dk')],
      }[String(quantity)]!;
      const again = await infoplane(['estimate', ...command(), '--json']);
      // activations reach the run's estimators as inner products in float32
      const digits = quantity === 'I(dL;dk)' ? 12 : 5;
      expect(JSON.parse(again.out).value, `${quantity} ${layer} ${iteration}`).toBeCloseTo(
        Number(value),
        digits,
      );
    }
    await rm(folder, { recursive: true });
  });

  it('writes chosen iterations only, and says which there are', async () => {
    const { infoplane, folder } = await createWorkplace();
    await infoplane(['run', 'tiny.yaml']);
    const captures = (iterations: string) =>
      infoplane(['export', 'tiny', '--captures', 'some', '--npy', '--iterations', iterations]);
    const { code, err } = await captures('0,5');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('rows are taken at 0, 3, 20 (forward); every 7'),
    ]);
    expect((await captures('few')).code).toBe(2);
    expect((await captures('7,last')).code).toBe(0);
    expect(await readdir(join(folder, 'some/forward'))).toEqual(['20']);
    const both = ['000007.safetensors', '000020.safetensors', '20', '7'];
    expect((await readdir(join(folder, 'some/backward'))).sort()).toEqual(both);
    await rm(folder, { recursive: true });
  });

  it("writes a captures folder a training, of which the run's estimates come again", async () => {
    const { infoplane, folder } = await createWorkplace();
    const matrix = 'matrix={seed: [4, 5], models.net.layers.F1.units: [6, 12]}';
    expect((await infoplane(['run', 'tiny.yaml', '--set', matrix])).code).toBe(0);
    expect((await infoplane(['export', 'tiny', '--captures', 'cap'])).code).toBe(0);
    const study = tinyStudy
      .replace('study: tiny', 'study: again')
      .replace(/^datasets:\n.*\n/m, '')
      .replace(/ {2}net:\n[\s\S]*?(?=probes:)/, '  net: { kind: recorded, captures: "cap/*" }\n')
      .replace(/, at: \{ epochs.*\}/, ', samples: batch }')
      .replace(/, at: \{ every: 7 \} \}/, ', samples: backward }');
    // a project, so that `verify` finds beside the study what it names
    await writeFile(join(folder, 'package.json'), '{}');
    await writeFile(join(folder, 'again.yaml'), study);
    const { code, err } = await infoplane(['run', 'again.yaml']);
    expect([code, err]).toEqual([0, expect.not.stringContaining('warning')]);
    const [before, after] = await Promise.all(
      ['tiny', 'again'].map((name) => readTables(join(folder, 'runs', name, 'latest/tables'))),
    );
    // settings of the matrix are columns again, under their paths
    const key = (row: Record<string, unknown>) =>
      ['seed', 'models.net.layers.F1.units', 'estimator', 'iteration', 'layer', 'epoch']
        .map((name) => row[name])
        .join();
    const values = new Map(after!.estimates.map((row) => [key(row), row]));
    expect(values.size).toBe(before!.estimates.length);
    for (const row of before!.estimates) {
      const again = values.get(key(row))!;
      // activations of mini-batches reach the run's estimators as inner products in float32
      expect(again.value, key(row)).toBeCloseTo(Number(row.value), row.estimator === 'IDD' ? 12 : 5);
      expect(again.samples).toBe(64);
    }
    const curve = (rows: readonly Record<string, unknown>[]) =>
      rows.map((row) => [key(row), row.split, row.loss, row.accuracy].join()).sort();
    expect(curve(after!.training)).toEqual(curve(before!.training));
    const verified = await infoplane(['verify', 'again']);
    expect(verified.code).toBe(0);
    expect((await infoplane(['export', 'again', '--captures', 'x'])).code).toBe(2);
    await rm(folder, { recursive: true });
  });

  it('writes maps with their channels last', async () => {
    expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
    expect(
      (await work.infoplane(['export', 'tiny', '--captures', 'c', '--npy', '--iterations', '0'])).code,
    ).toBe(0);
    const shapes = async (file: string) => readNpyHeader(await readFile(join(work.folder, 'c', file)), file);
    expect(await shapes('forward/0/X.npy')).toMatchObject({ shape: [64, 28, 28, 1] });
    expect(await shapes('forward/0/T.C1.npy')).toMatchObject({ shape: [64, 12, 12, 2] });
    expect(await shapes('backward/0/d.F1.npy')).toMatchObject({ shape: [64, 12] });
    expect(await shapes('backward/0/Y.npy')).toMatchObject({ shape: [64] });
  });

  it('says when the training has come out otherwise', async () => {
    expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
    const lock = join(work.folder, 'runs/tiny/latest/lock.json');
    const text = await readFile(lock, 'utf8');
    await writeFile(lock, text.replace('onnx/cpu', 'tfjs/cpu'));
    const { code, err } = await work.infoplane([
      'export',
      'tiny',
      '--altered',
      '--captures',
      'otherwise',
      '--iterations',
      'last',
    ]);
    expect([code, err]).toEqual([0, expect.stringContaining('beside those of the run')]);
  });

  it('says what it needs', async () => {
    expect((await work.infoplane(['export', 'tiny.yaml', '--captures', 'x'])).err).toContain('name a run');
    expect((await work.infoplane(['export', 'tiny', '--weights', 'x', '--iterations', '0'])).code).toBe(2);
    const blind = ['run', 'tiny.yaml', '--set', 'probes=null', '--set', 'estimators=null'];
    await work.infoplane([...blind, '--set', 'claims=null', '--set', 'reports=null']);
    const { code, err } = await work.infoplane(['export', 'tiny', '--captures', 'x']);
    expect([code, err]).toEqual([2, expect.stringContaining('no captures')]);
  });
});
