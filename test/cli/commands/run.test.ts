import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectGarbage } from '../../../runner/run/garbage/collect-garbage.ts';
import { openStore } from '../../../runner/store/store.ts';
import { packageRoot } from '../../../src/node/package-info.ts';
import { tablesOfRows } from '../../../src/table/result-tables.ts';
import { readTables, writeTables } from '../../../src/table/run-tables.ts';
import { createWorkplace } from '../tiny-study.ts';

type Workplace = Awaited<ReturnType<typeof createWorkplace>>;

describe('infoplane run', () => {
  let work: Workplace;
  const latest = (...names: string[]) => join(work.folder, 'runs', 'tiny', 'latest', ...names);
  beforeAll(async () => {
    work = await createWorkplace();
    const first = await work.infoplane(['run', 'tiny.yaml']);
    expect(first.err).not.toContain('bug');
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/report: runs\/tiny\/\d{8}-\d{6}\/report\.html/);
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  it('leaves the folder that the contract describes', async () => {
    expect(await readFile(latest('spec.yaml'), 'utf8')).toBe(
      await readFile(join(work.folder, 'tiny.yaml'), 'utf8'),
    );
    const plan = JSON.parse(await readFile(latest('plan.json'), 'utf8'));
    const lock = JSON.parse(await readFile(latest('lock.json'), 'utf8'));
    expect(plan.stages).toHaveLength(1);
    expect(lock).toMatchObject({
      study: 'tiny',
      state: 'done',
      seeds: [3],
      numericClass: { engine: 'onnx/cpu' },
    });
    expect(lock.data).toHaveLength(4);
    expect(lock.stages[0].key).toBe(plan.stages[0].key);
    expect(await readFile(latest('resolved.yaml'), 'utf8')).toContain('momentum: 0');
    const html = await readFile(latest('report.html'), 'utf8');
    expect(html).toContain('forward-dpi');
    const log = (await readFile(latest('log.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    expect(log[0]).toBe('run-started');
    expect(log.at(-1)).toBe('run-finished');
  });

  it('refuses what there is no memory for, before it is made', async () => {
    const large = ['filters=1000000', 'units=1000000'].map(
      (size, at) => `models.net.layers.${['C1', 'F1'][at]}.${size}`,
    );
    const sets = large.flatMap((one) => ['--set', one]);
    const big = await work.infoplane(['run', 'tiny.yaml', '--out', 'big', ...sets]);
    expect(big.code).toBe(4);
    expect(big.out + big.err).toMatch(/\d [TP]B of memory, and there are \d/);
    expect(big.err).not.toContain('bug');
  });

  it('gives a row for every layer at every point of the schedule, in order', async () => {
    const { estimates, training, claims } = await readTables(latest('tables'));
    const rows = estimates.filter((row) => row.estimator === 'IXT');
    // a third of an epoch of ten updates rounds to iteration 3
    expect(rows.map((row) => [row.iteration, row.layer])).toEqual(
      [0, 3, 20].flatMap((iteration) => ['C1', 'P1', 'F1'].map((layer) => [iteration, layer])),
    );
    expect(new Set(estimates.filter((row) => row.estimator === 'IDD').map((row) => row.iteration))).toEqual(
      new Set([0, 7, 14, 20]),
    );
    for (const row of estimates) {
      expect(row).toMatchObject({ trial: 'base', seed: 3, model: 'net', unit: 'bits', samples: 64 });
      expect(row.value).toBeLessThanOrEqual(6 + 1e-9);
    }
    expect(training.filter((row) => row.split === 'test').map((row) => row.epoch)).toEqual([0, 1, 2]);
    expect(claims.find((row) => row.claim === 'impossible' && row.trial === 'all')).toMatchObject({
      verdict: 'failed-once',
    });
  });

  it('takes what is kept, to the same bytes, and computes again with --fresh, to the same bytes', async () => {
    const before = await readFile(latest('tables', 'estimates.arrow'));
    const second = await work.infoplane(['run', 'tiny.yaml']);
    expect(second.err).toContain('kept from an earlier run');
    expect(await readFile(latest('tables', 'estimates.arrow'))).toEqual(before);
    const fresh = await work.infoplane(['run', 'tiny.yaml', '--fresh']);
    expect(fresh.err).not.toContain('kept');
    expect(await readFile(latest('tables', 'estimates.arrow'))).toEqual(before);
  });

  it('trains nothing again for a new claim, title or name', async () => {
    const text = await readFile(join(work.folder, 'tiny.yaml'), 'utf8');
    await writeFile(
      join(work.folder, 'renamed.yaml'),
      text
        .replace('title: A small one', 'title: Renamed')
        .replaceAll('forward-dpi', 'dpi')
        .replaceAll('IXT', 'kept-information')
        .replaceAll('F1', 'dense-1'),
    );
    const { code, err } = await work.infoplane(['run', 'renamed.yaml']);
    expect(code).toBe(0);
    expect(err).toContain('kept from an earlier run');
    const { estimates } = await readTables(latest('tables'));
    expect(new Set(estimates.map((row) => row.layer))).toEqual(new Set(['C1', 'P1', 'dense-1']));
  });

  it('exits with 5 under --check when a claim fails', async () => {
    expect((await work.infoplane(['run', 'tiny.yaml', '--check'])).code).toBe(5);
    const good = await work.infoplane(['run', 'tiny.yaml', '--check', '--set', 'claims.impossible=null']);
    expect(good.code).toBe(0);
  });

  it('exits with 5 under --strict when a claim does not hold over several trials', async () => {
    const vacuous = await work.infoplane(['run', 'tiny.yaml', '--strict', '--set', 'claims.impossible=null']);
    expect(vacuous.code).toBe(5);
    expect(vacuous.out).toMatch(/^vacuous +forward-dpi/);
    // what was so in this training, and how to get a verdict
    const once = await work.infoplane(['run', 'tiny.yaml', '--strict', '--set', 'claims.forward-dpi=null']);
    expect(once.out).toMatch(/^failed in 1 trial +impossible/);
    expect(once.out).toContain("--set 'matrix={seed: {range: [1, 5]}}'");
  });

  it('runs trials side by side to the tables of one after the other', async () => {
    const matrix = ['--set', 'matrix={seed: {range: [1, 3]}}', '--fresh'];
    await work.infoplane(['run', 'tiny.yaml', ...matrix]);
    const one = await readFile(latest('tables', 'estimates.csv'), 'utf8');
    await work.infoplane(['run', 'tiny.yaml', ...matrix, '--jobs', '2']);
    expect(await readFile(latest('tables', 'estimates.csv'), 'utf8')).toBe(one);
    expect(
      new Set(
        one
          .split('\n')
          .slice(1)
          .map((line) => line.split(',')[0]),
      ),
    ).toEqual(new Set(['seed=1', 'seed=2', 'seed=3', '']));
  });

  it('trains once for an axis that only estimators see', async () => {
    const axis = 'matrix={estimators.IXT.alpha: [1.01, 2, 5]}';
    const { err } = await work.infoplane(['run', 'tiny.yaml', '--set', axis]);
    expect(err).toContain('1 training on');
    const { axes, estimates } = await readTables(latest('tables'));
    expect(axes).toEqual(['estimators.IXT.alpha']);
    const values = estimates.filter(
      (row) => row.estimator === 'IXT' && row.layer === 'C1' && row.iteration === 20,
    );
    expect(values.map((row) => row.alpha)).toEqual([1.01, 2, 5]);
    expect(new Set(values.map((row) => row.value)).size).toBe(3);
  });

  it('lists the runs and shows the stages of one', async () => {
    const { out } = await work.infoplane(['list']);
    expect(out.split('\n')[1]).toMatch(/^tiny +\d{8}-\d{6}\S* +done +onnx\/cpu/);
    const status = await work.infoplane(['status', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({ study: 'tiny', state: 'done' });
    expect((await work.infoplane(['status'])).out).toContain('nothing is left to do');
  });
});

describe('infoplane run, when things go wrong', () => {
  let work: Workplace;
  beforeAll(async () => {
    work = await createWorkplace();
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  it('stops a trial whose loss is not a number, keeps its rows, and says where and what to try', async () => {
    const { code, err } = await work.infoplane([
      'run',
      'tiny.yaml',
      '--set',
      'models.net.training.learningRate=1e15',
      '--set',
      'models.net.layers.F1.activation=relu',
    ]);
    expect(code).toBe(4);
    expect(err).toMatch(/no longer a number at iteration \d+ .*\n.*smaller learningRate/);
    const { estimates } = await readTables(join(work.folder, 'runs', 'tiny', 'latest', 'tables'));
    expect(estimates.length).toBeGreaterThan(0);
  });

  it('keeps the rows so far when it is interrupted, exits with 130, and goes on with what is left', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const stopped = await work.infoplane(['run', 'tiny.yaml'], interrupt.signal);
    expect(stopped.code).toBe(130);
    expect(stopped.out).toContain('interrupted');
    expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
  });

  it('says in one message that the run folder cannot be written', async () => {
    await writeFile(join(work.folder, 'taken'), 'a file');
    const { code, err } = await work.infoplane(['run', 'tiny.yaml', '--out', 'taken']);
    expect(code).toBe(4);
    expect(err).toMatch(/^infoplane: the run folder in .*taken.* cannot be written/m);
    expect(err).not.toContain('    at ');
  });

  it('names a damaged data file, and what to do', async () => {
    const data = join(work.folder, 'data', 'mnist');
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'train-images-idx3-ubyte'), Buffer.from([0, 0, 8, 3, 0, 0, 0, 1]));
    const other = await createWorkplace({ INFOPLANE_DATA: join(work.folder, 'data') });
    const { code, err } = await other.infoplane(['run', 'tiny.yaml']);
    expect(code).toBe(4);
    expect(err).toMatch(/train-images-idx3-ubyte has a damaged IDX header\n.*half written/);
    expect(err).not.toContain('    at ');
    await rm(other.folder, { recursive: true });
  });

  it('says what is missing for an engine that is not there', async () => {
    const { code, err } = await work.infoplane(['run', 'tiny.yaml', '--engine', 'tfjs/cuda']);
    expect(code).toBe(4);
    expect(err).toContain('tfjs/cuda');
    expect(err).not.toContain('    at ');
  });

  it('leaves the latest run where it is when it cannot begin', async () => {
    const listed = async () => (await readdir(join(work.folder, 'runs', 'tiny'))).sort();
    await work.infoplane(['run', 'tiny.yaml']);
    const before = await listed();
    expect((await work.infoplane(['run', 'tiny.yaml', '--engine', 'tfjs/cuda'])).code).toBe(4);
    expect(await listed()).toEqual(before);
    expect((await work.infoplane(['report', 'tiny'])).code).toBe(0);
  });

  it('exits with 3 and every problem at its place for a study that is not valid', async () => {
    const { code, err } = await work.infoplane([
      'run',
      'tiny.yaml',
      '--set',
      'models.net.layers.C1.filters=no',
    ]);
    expect(code).toBe(3);
    expect(err).toMatch(/^--set 1:\d+: error\[type-wrong\]|^--set:1:\d+: error\[type-wrong\]/m);
  });

  it('exits with 2 for wrong use', async () => {
    expect((await work.infoplane(['run'])).code).toBe(2);
    expect((await work.infoplane(['run', 'tiny.yaml', '--jobs', '0'])).code).toBe(2);
    expect((await work.infoplane(['run', 'tiny.yaml', '--jobs', '1e99'])).code).toBe(2);
    expect((await work.infoplane(['run', 'tiny.yaml', '--threads', '1e11'])).code).toBe(2);
    expect((await work.infoplane(['watch', '--port', '65536'])).code).toBe(2);
    expect((await work.infoplane(['nonsense'])).code).toBe(2);
    expect((await work.infoplane(['status', 'nowhere'])).code).toBe(2);
  });

  it('ends on Ctrl-C with exit code 130 and a run that list calls interrupted', async () => {
    const child = spawn(
      process.execPath,
      [
        join(packageRoot, 'dist/src/cli/main.js'),
        'run',
        'tiny.yaml',
        '--fresh',
        '--set',
        'models.net.training.epochs=2000',
        '--set',
        'probes.forward.at={epochs: [0, 2000]}',
      ],
      { cwd: work.folder },
    );
    let err = '';
    let asked = false;
    child.stderr.on('data', (chunk) => {
      err += chunk;
      if (asked || !err.includes('iterations\n')) return;
      asked = true; // a second Ctrl-C would leave at once, without tables
      setTimeout(() => child.kill('SIGINT'), 300);
    });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect(code).toBe(130);
    expect((await work.infoplane(['status'])).out).toMatch(/interrupted/);
    const { estimates } = await readTables(join(work.folder, 'runs', 'tiny', 'latest', 'tables'));
    expect(estimates.length).toBeGreaterThan(0);
  });
});

it('a command that saves nothing is ended by a signal', async () => {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/src/cli/main.js'), 'doctor'], {
    stdio: 'ignore',
  });
  // by then it tries engines, which takes seconds
  setTimeout(() => child.kill('SIGTERM'), 700);
  const ended = await new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
  expect(ended).toEqual({ code: null, signal: 'SIGTERM' });
});

describe('infoplane verify and gc', () => {
  let work: Workplace;
  const table = () => join(work.folder, 'runs', 'tiny', 'latest', 'tables');
  beforeAll(async () => {
    work = await createWorkplace();
    await work.infoplane(['run', 'tiny.yaml']);
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  it('verifies a run to the last bit on the same engine', async () => {
    const { code, out } = await work.infoplane(['verify', 'tiny']);
    expect(out).toMatch(/estimates +0 +0\n/);
    expect(out).toContain('verified');
    expect(code).toBe(0);
  });

  it('verifies it within the recorded tolerance on the other engine', async () => {
    const { code, out } = await work.infoplane(['verify', 'tiny', '--engine', 'tfjs/cpu']);
    expect(out).toContain('another numeric class');
    expect(code).toBe(0);
  });

  it('does so too where the widths follow from the activations', async () => {
    const own = await createWorkplace();
    const set = ['--set', 'estimators.IXT.bandwidth=median', '--set', 'estimators.ITY.bandwidth=median'];
    await own.infoplane(['run', 'tiny.yaml', ...set]);
    const { code, out } = await own.infoplane(['verify', 'tiny', '--engine', 'tfjs/cpu']);
    expect(out).toMatch(/estimates +0 /);
    expect(code).toBe(0);
    await rm(own.folder, { recursive: true });
  });

  it('tells two runs apart by settings and results, and draws them side by side', async () => {
    const names = async () =>
      (await readdir(join(work.folder, 'runs', 'tiny'))).filter((name) => name !== 'latest');
    const [first] = await names();
    await work.infoplane(['run', 'tiny.yaml', '--set', 'models.net.training.learningRate=0.05']);
    const [, second] = (await names()).sort();
    const same = await work.infoplane(['diff', `tiny/${first}`, `tiny/${first}`]);
    expect(same).toMatchObject({ code: 0, out: 'no difference\n' });
    const { code, out } = await work.infoplane(['diff', `tiny/${first}`, `tiny/${second}`]);
    expect(code).toBe(1);
    expect(out).toContain('models.net.training.learningRate');
    expect(out).toMatch(/IXT/);
    const both = await work.infoplane(['report', `runs/tiny/${first}`, `tiny/${second}`]);
    expect(both.code).toBe(0);
    expect(await readFile(both.out.trim(), 'utf8')).toContain('learningRate');
    await rm(join(work.folder, 'runs', 'tiny', second!), { recursive: true });
    await rm(join(work.folder, 'runs', 'tiny', 'latest'));
    await symlink(first!, join(work.folder, 'runs', 'tiny', 'latest'));
  });

  it('says that a changed CSV file, loss or verdict is different, and `diff` what', async () => {
    const first = (await readdir(join(work.folder, 'runs', 'tiny'))).find((name) => name !== 'latest')!;
    const copy = join(work.folder, 'runs', 'tiny', 'copy');
    await cp(join(work.folder, 'runs', 'tiny', first), copy, { recursive: true });
    const csv = join(copy, 'tables', 'estimates.csv');
    const text = await readFile(csv, 'utf8');
    await writeFile(csv, text.replace(/,(\d)\.(\d)/, ',$2.$1'));
    const edited = await work.infoplane(['verify', 'tiny/copy']);
    expect(edited.out).toContain('tables/estimates.csv is not what the Arrow table beside it says\n');
    expect(edited.code).toBe(1);

    const tables = await readTables(join(copy, 'tables'));
    const training = tables.training.map((row, at) => (at === 1 ? { ...row, loss: 9 } : row));
    const claims = tables.claims.map((row) =>
      row.claim === 'forward-dpi' ? { ...row, verdict: 'fails', violations: 1 } : row,
    );
    await writeTables(join(copy, 'tables'), tablesOfRows({ ...tables, training, claims }));
    const changed = await work.infoplane(['diff', '--altered', `tiny/${first}`, 'tiny/copy']);
    expect(changed.out).toMatch(
      /^training\nlargest difference of the loss .*\n +[\d.]+ +0\.00 +0\nverdicts\n/,
    );
    expect(changed.out).toMatch(/forward-dpi +all .*fails, 1 of \d+ against it/);
    expect(changed.code).toBe(1);
    expect((await work.infoplane(['verify', 'tiny/copy'])).out).toMatch(/different\n$/);
    await rm(copy, { recursive: true });
  });

  it('says that a changed value is different', async () => {
    const tables = await readTables(table());
    const changed = tables.estimates.map((row, at) =>
      at === 4 ? { ...row, value: Number(row.value) + 1e-9 } : row,
    );
    await writeTables(table(), tablesOfRows({ ...tables, estimates: changed }));
    const { code, out } = await work.infoplane(['verify', 'tiny']);
    expect(out).toContain('different');
    expect(code).toBe(1);
  });

  it('removes what no run refers to, drafts and what was set aside once they are old, and nothing else', async () => {
    const store = join(work.folder, '.infoplane');
    const old = Date.now() + 2 * 60 * 60 * 1000;
    const collect = () =>
      collectGarbage(store, join(work.folder, 'runs'), { now: old, dryRun: false, captures: 0 });
    await openStore(store, () => {}).put('ff'.repeat(32), { stray: true });
    const draft = join(store, 'objects', 'ee', `${'ee'.repeat(32)}.damaged`);
    await mkdir(dirname(draft), { recursive: true });
    await writeFile(draft, 'set aside');
    expect((await work.infoplane(['gc'])).out).toMatch(/^removed 5 results .*, 5 kept/);
    expect(await collect()).toMatchObject({ removed: 1, kept: 4 });
    expect((await work.infoplane(['run', 'tiny.yaml'])).err).toContain('kept from an earlier run');
    await rm(join(work.folder, 'runs'), { recursive: true });
    expect((await work.infoplane(['gc'])).out).toMatch(/^removed 4 results .*, 0 kept/);
  });
});
