import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTables } from '../../src/index.ts';
import { float64, writeFolder } from '../captures/captures-folder.ts';
import { oneModel } from '../captures/recorded-plan.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { eventsOf, spawnRun } from './spawned-runs.ts';

let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeEach(async () => {
  work = await createWorkplace();
});
afterEach(() => rm(work.folder, { recursive: true }));

const place = (...parts: string[]) => join(work.folder, ...parts);
const layers = { layers: ['C1', 'F1'] };

async function run(study: object, name = 'recorded.yaml') {
  await writeFile(place(name), JSON.stringify(study));
  return work.infoplane(['run', name]);
}

const latest = () => place('runs/recorded/latest');
const estimates = async () => (await readTables(join(latest(), 'tables'))).estimates;

describe('trainings of several folders', { timeout: 120_000 }, () => {
  it('are trials, by settings and then by seed; what is added is read, and nothing else', async () => {
    for (const activation of ['tanh', 'relu'])
      for (const seed of [10, 2])
        writeFolder(place('captures', `${activation}-${seed}`), {
          seed,
          settings: { activation, model: 'm' },
        });
    const study = oneModel('captures/*', { forward: layers });
    expect((await run(study)).code).toBe(0);
    const rows = await estimates();
    // a setting whose name is that of a column of the tables goes by its path
    expect(rows[0]).toMatchObject({
      activation: 'relu',
      'settings.model': 'm',
      seed: 2,
      model: 'net',
      epoch: 0,
    });
    expect([...new Set(rows.map(({ trial }) => trial))]).toEqual([
      'activation=relu,model=m,seed=2',
      'activation=relu,model=m,seed=10',
      'activation=tanh,model=m,seed=2',
      'activation=tanh,model=m,seed=10',
    ]);
    expect(new Set(rows.map(({ epoch }) => epoch))).toEqual(new Set([0, 1, 2]));
    const lock = JSON.parse(await readFile(join(latest(), 'lock.json'), 'utf8'));
    expect(lock.stages[0].recorded).toMatchObject({ program: 'test 1.0', loss: 'cross-entropy', epochs: 2 });
    expect(lock.stages[0].recorded.unknown).toContain('weights');
    expect(lock.numericClass.engine).toBe('none');

    const more = oneModel('captures/*', { forward: layers, backward: { kind: 'errors', ...layers } });
    expect((await run(more)).code).toBe(0);
    const again = await eventsOf(latest());
    const told = again.filter(({ event }) => event === 'stage-estimates').map(({ estimators }) => estimators);
    expect(told).toHaveLength(4);
    for (const one of told)
      expect(one).toEqual([
        { estimator: 'of-forward', kept: 1, captures: 0, training: 0 },
        { estimator: 'of-backward', kept: 0, captures: 1, training: 0 },
      ]);
    expect((await estimates()).filter(({ estimator }) => estimator === 'of-forward')).toEqual(rows);
  });

  it('two models whose captures only differ in their arrays have results of their own', async () => {
    writeFolder(place('before'));
    writeFolder(place('after'), {
      arrays: () => ({
        'T.F1': float64(
          [12, 5],
          Array.from({ length: 60 }, (_, at) => at),
        ),
      }),
    });
    const net = (captures: string) => ({ kind: 'recorded', captures });
    const probe = (model: string) => ({ kind: 'activations', model, layers: ['F1'] });
    const estimator = (name: string) => ({ kind: 'matrix-renyi', probe: name, quantity: 'H(T)' });
    const study = {
      study: 'recorded',
      models: { one: net('before'), two: net('after') },
      probes: { first: probe('one'), second: probe('two') },
      estimators: { A: estimator('first'), B: estimator('second') },
    };
    for (let time = 0; time < 2; time++) {
      expect((await run(study)).code).toBe(0);
      const rows = await estimates();
      const values = (name: string) => rows.filter((row) => row.estimator === name).map(({ value }) => value);
      expect(new Set([...values('A'), ...values('B')]).size).toBe(4);
      expect(new Set(values('B')).size).toBe(1);
    }
  });

  it('a file that changed is read again, by its sum; what did not look at it is kept', async () => {
    writeFolder(place('captures'));
    const study = oneModel('captures', { all: layers, ends: { ...layers, at: { epochs: [0, 2] } } });
    expect((await run(study)).code).toBe(0);
    const before = await estimates();
    writeFolder(place('captures'), {
      arrays: (iteration) =>
        iteration === 4
          ? {
              'T.F1': float64(
                [12, 5],
                Array.from({ length: 60 }, (_, at) => at % 7),
              ),
            }
          : {},
    });
    expect((await work.infoplane(['plan', 'recorded.yaml'])).out).toContain('reads its captures for of-all');
    expect((await run(study)).code).toBe(0);
    const told = (await eventsOf(latest())).find(({ event }) => event === 'stage-estimates');
    expect(told?.estimators).toEqual([
      { estimator: 'of-all', kept: 0, captures: 1, training: 0 },
      { estimator: 'of-ends', kept: 1, captures: 0, training: 0 },
    ]);
    const differing = (await estimates()).filter(({ value }, at) => value !== before[at]!.value);
    expect(differing.map(({ iteration, layer }) => [iteration, layer])).toEqual([[4, 'F1']]);
  });
});

describe('Y', { timeout: 120_000 }, () => {
  const study = (quantity: string, kind = 'matrix-renyi') => ({
    ...oneModel('captures', { forward: { layers: ['F1'] } }),
    estimators: { E: { kind, probe: 'forward', quantity } },
  });
  const real = Array.from({ length: 12 }, (_, at) => Math.cos(at));

  it('of real values has a kernel of its own', async () => {
    writeFolder(place('captures'), { header: { classes: null }, arrays: () => ({ Y: float64([12], real) }) });
    expect((await run(study('I(T;Y)'))).code).toBe(0);
    const [first] = await estimates();
    await writeFile(place('y.csv'), `${real.join('\n')}\n`);
    const t = `${place('captures/batch/000000.safetensors')}#T.F1`;
    const words = ['estimate', 'I(T;Y)', '--t', t, '--y', place('y.csv'), '--json'];
    const { value } = JSON.parse((await work.infoplane(words)).out);
    expect(first!.value).toBeCloseTo(value, 12);
  });

  it.each([
    ['real values', { Y: float64([12], real) }],
    ['none', { Y: null }],
  ])('an estimator of classes says so: %s', async (_, arrays) => {
    writeFolder(place('captures'), { header: { classes: null }, arrays: () => arrays });
    const { code, err } = await run(study('I(T;Y)', 'kde'));
    expect(code).toBe(4);
    expect(err).toMatch(/needs classes/);
    expect(err).not.toMatch(/bug/);
    expect((await run(study('I(X;T)', 'kde'))).code).toBe(0);
  });
});

describe('bad input', { timeout: 120_000 }, () => {
  const study = oneModel('captures', { forward: layers });
  const row = () => place('captures/batch/000004.safetensors');

  it('a cut file', async () => {
    writeFolder(place('captures'));
    writeFileSync(row(), readFileSync(row()).subarray(0, 700));
    const { code, err } = await run(study);
    expect(code).toBe(4);
    expect(err).toMatch(/captures\/batch\/000004.* \(row 4 of batch\)/);
    expect(err).not.toMatch(/bug/);
  });

  it.each([
    ['of a row', 'batch/000004.safetensors', 'row 4 of batch'],
    ['of all rows', 'test.safetensors', 'all rows of batch'],
  ])('a missing file %s is told by validate, unless no probe looks at it', async (_, file, of) => {
    const samples = { batch: { split: 'train', n: 12, common: 'test.safetensors' } };
    writeFolder(place('captures'), { header: { samples } });
    writeFileSync(place('captures/test.safetensors'), '');
    rmSync(place('captures', file));
    await writeFile(place('recorded.yaml'), JSON.stringify(study));
    const told = await work.infoplane(['validate', 'recorded.yaml']);
    expect([told.code, told.out + told.err]).toEqual([
      3,
      expect.stringContaining(`captures/${file} (${of})`),
    ]);
    expect(told.out + told.err).toContain('captures-invalid');
    const others = oneModel('captures', { forward: { ...layers, at: { epochs: [0, 2] } } });
    await writeFile(place('recorded.yaml'), JSON.stringify(others));
    const now = await work.infoplane(['validate', 'recorded.yaml']);
    expect(now.code).toBe(file === 'test.safetensors' ? 3 : 0);
  });

  it('a recorded training has no weights to export', async () => {
    writeFolder(place('captures'));
    expect((await run(study)).code).toBe(0);
    const { code, err } = await work.infoplane(['export', 'recorded', '--weights', 'w']);
    expect([code, err]).toEqual([2, expect.stringContaining('a recorded training has no weights')]);
  });

  it('a missing curve costs no estimate', async () => {
    writeFolder(place('captures'), { header: { training: 'training.csv' } });
    const { code, err } = await run(study);
    expect([code, err]).toEqual([0, expect.stringContaining('captures-curve')]);
    expect(new Set((await estimates()).map(({ iteration }) => iteration))).toEqual(new Set([0, 4, 8]));
  });

  it('a training that has not ended, and rows that were left out', async () => {
    writeFolder(place('captures'), { header: { iterations: 400, ended: false, skipped: { batch: [6] } } });
    const { code, err } = await run(study);
    expect(code).toBe(0);
    expect(err).toMatch(/captures-unfinished.*to iteration 8, of 400/s);
    expect(err).toContain('captures-skipped');
    const { stages } = JSON.parse(await readFile(join(latest(), 'plan.json'), 'utf8'));
    expect(stages[0].recorded).toMatchObject({
      unfinished: { iteration: 8, of: 400 },
      skipped: { batch: [6] },
    });
  });

  it('a file that is not the one whose sum was recorded', async () => {
    writeFolder(place('captures'), { row: { sha256: '0'.repeat(64) } });
    const { code, err } = await run(study);
    expect([code, err]).toEqual([4, expect.stringContaining('(row 0 of batch)')]);
  });

  it('a folder that is being written is taken as far as it is, and said', async () => {
    writeFolder(place('captures'));
    appendFileSync(place('captures/rows.jsonl'), '{"samples": "batch", "itera');
    const { code, err } = await run(study);
    expect(code).toBe(0);
    expect(err).toContain('captures-unfinished');
    expect(new Set((await estimates()).map(({ iteration }) => iteration))).toEqual(new Set([0, 4, 8]));
  });

  it('captures of 40 GB are planned from their two texts, and a row too large for memory is not begun', async () => {
    const iterations = Array.from({ length: 2000 }, (_, at) => at);
    writeFolder(place('captures'), {
      iterations: [0],
      header: { layers: { C1: { axes: 'NF', shape: [2 ** 40] }, F1: { axes: 'NF', shape: [5] } } },
    });
    const lines = iterations.map((iteration) =>
      JSON.stringify({ samples: 'batch', iteration, file: 'batch/000000.safetensors' }),
    );
    await writeFile(place('captures/rows.jsonl'), `${lines.join('\n')}\n`);
    await writeFile(place('recorded.yaml'), JSON.stringify(study));
    expect((await work.infoplane(['plan', 'recorded.yaml'])).out).toContain(
      '2,000 rows up to iteration 1,999',
    );
    const { code, err } = await run(oneModel('captures', { forward: { layers: ['C1'] } }));
    expect(code).toBe(4);
    expect(err).toMatch(/a row of net would take .* of memory/);
  });
});

it('killed while it reads, a run leaves the same bytes when it is run again', {
  timeout: 120_000,
}, async () => {
  const iterations = Array.from({ length: 150 }, (_, at) => 4 * at);
  writeFolder(place('captures'), { n: 96, iterations });
  await writeFile(place('recorded.yaml'), JSON.stringify(oneModel('captures', { forward: layers })));
  const tables = async (out: string) =>
    Promise.all(
      ['estimates', 'training', 'claims'].map((name) =>
        readFile(place(out, 'recorded/latest/tables', `${name}.arrow`), 'base64'),
      ),
    );
  const begin = (out: string, store: string) =>
    spawnRun(work.folder, ['run', 'recorded.yaml', '--out', out], { INFOPLANE_STORE: place(store) });
  expect((await begin('whole', 'store-a').ended).code).toBe(0);
  const killed = begin('killed', 'store-b');
  await killed.shown('reading its captures');
  await wait(30);
  killed.child.kill('SIGKILL');
  expect((await killed.ended).code).toBe(null);
  expect((await begin('killed', 'store-b').ended).code).toBe(0);
  expect(await tables('killed')).toEqual(await tables('whole'));
});
