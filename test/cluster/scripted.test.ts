import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { eventsOf, leasesLeft, runsOf, spawnRun } from '../runs/spawned-runs.ts';
import { type Manner, type ScriptedSlurm, scriptedSlurm } from './scripted-slurm.ts';

const trials = (count: number) => ['--set', `matrix={seed: {range: [1, ${count}]}}`];
const long = ['--set', 'models.net.training.epochs=60', '--set', 'probes.forward.at={epochs: [0, 60]}'];
/** Milliseconds for a test in which several workers begin one after the other. */
const patience = 300_000;
const longer = ['--set', 'models.net.training.epochs=2000', '--set', 'probes.forward.at={epochs: [0, 2000]}'];
const onCluster = ['run', 'tiny.yaml', '--executor', 'slurm'];

let slurm: ScriptedSlurm;
let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeEach(async () => {
  slurm = scriptedSlurm();
  work = await createWorkplace(slurm.env);
  await profile('workers: 2');
});
afterEach(async () => {
  slurm.remove();
  await rm(work.folder, { recursive: true, maxRetries: 10, retryDelay: 200 });
});

const profile = (more: string) =>
  writeFile(
    join(work.folder, 'infoplane.config.yaml'),
    `slurm:\n  test: { cpus: 1, poll: 1, settle: 1, timeout: 2, ${more} }\n`,
  );
const spawned = (...args: string[]) => spawnRun(work.folder, [...onCluster, ...args], slurm.env);
/** Resolves when a controller has looked at the queue `count` times more. */
async function moreLooks(count: number): Promise<void> {
  const before = slurm.calls('squeue').length;
  while (slurm.calls('squeue').length < before + count)
    await new Promise((resolve) => setTimeout(resolve, 50));
}
const finished = async (run: string) =>
  (await eventsOf(run)).filter(({ event, outcome }) => {
    const { kind } = (outcome ?? {}) as { kind?: string };
    return event === 'stage-finished' && kind === 'complete';
  });

describe('a run that was left alone', () => {
  const detach = [...onCluster, ...trials(2), '--detach'];

  it.each(['well', 'late', 'nothing', 'never'] satisfies Manner[])(
    'is submitted once where sbatch answers: %s',
    async (manner) => {
      slurm.hold(true);
      slurm.answer('sbatch', manner);
      const left = await work.infoplane(detach);
      expect(left).toMatchObject({ code: 0, out: expect.stringContaining('the same command rejoins them') });
      expect((await work.infoplane(['status'])).out).toContain('on the cluster: 2 pending');
      expect((await work.infoplane(detach)).code).toBe(0);
      expect(slurm.jobs()).toHaveLength(1);
    },
  );

  it.each(['late', 'nothing', 'never', 'fails'] satisfies Manner[])(
    'is not submitted again where squeue answers: %s',
    async (manner) => {
      slurm.hold(true);
      await work.infoplane(detach);
      slurm.answer('squeue', manner);
      const back = spawned(...trials(2));
      // several looks, so that what is gone would be believed gone
      await moreLooks(3);
      back.child.kill('SIGINT');
      expect((await back.ended).code).toBe(130);
      expect(slurm.jobs()).toHaveLength(1);
      const status = await work.infoplane(['status']);
      if (manner === 'fails') expect(status.out).toContain('on the cluster: it does not answer');
    },
  );

  it('is told so where the cluster cannot be reached, and goes on when it can', async () => {
    slurm.hold(true);
    slurm.answer('sbatch', 'fails');
    slurm.answer('squeue', 'fails');
    const refused = await work.infoplane(detach);
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('the cluster gives no answer');
    expect(slurm.jobs()).toHaveLength(0);
    for (const command of ['sbatch', 'squeue'] as const) slurm.answer(command, 'well');
    expect((await work.infoplane(detach)).code).toBe(0);
    expect(slurm.jobs()).toHaveLength(1);
    expect(await runsOf(work.folder, 'tiny')).toHaveLength(1);
  });
});

it('arrays are no larger than the cluster allows, and there are none where there are none', async () => {
  slurm.hold(true);
  slurm.configure({ MaxArraySize: 3 });
  await profile('workers: 5');
  await work.infoplane([...onCluster, ...trials(5), '--detach']);
  const arrays = () => slurm.calls('sbatch').map((call) => /--array=(\S+)/.exec(call)?.[1]);
  expect(arrays()).toEqual(['0-1', '0-1', '0-0']);
  await profile('workers: 3, arrays: false');
  await work.infoplane([...onCluster, ...trials(4), '--detach']);
  expect(arrays().slice(3)).toEqual([undefined, undefined, undefined]);
  expect(new Set(slurm.jobs()).size).toBe(6);
});

it(
  'comparisons of trainings wait for both, whoever made them, and leave no lease',
  async () => {
    const fixed = 'probes.forward.sample={ split: test, n: 30, seed: 1 }';
    const pairs = 'estimators.pairs={ kind: cka-between, probe: forward }';
    const sets = [...trials(3), '--set', fixed, '--set', pairs];
    const done = await spawned(...sets).ended;
    expect(done.code, done.err).toBe(0);
    const [run] = await runsOf(work.folder, 'tiny');
    const stages = (await finished(run!)).map(({ stage }) => String(stage));
    expect(stages.filter((stage) => stage.endsWith(' compared'))).toHaveLength(3);
    expect(stages).toHaveLength(6);
    expect(await leasesLeft(work.folder)).toEqual([]);
    const { estimates } = await readTables(join(run!, 'tables'));
    // of each of three networks with two others, three layers with three, at three moments
    expect(estimates.filter(({ estimator }) => estimator === 'pairs')).toHaveLength(3 * 2 * 9 * 3);
  },
  patience,
);

it(
  'works where there are no arrays',
  async () => {
    await profile('workers: 2, arrays: false');
    expect((await spawned(...trials(3)).ended).code).toBe(0);
    const [run] = await runsOf(work.folder, 'tiny');
    expect(await finished(run!)).toHaveLength(3);
    expect(slurm.jobs()).toHaveLength(2);
    expect(await leasesLeft(work.folder)).toEqual([]);
    expect(slurm.calls('sacct')).toEqual([]);
  },
  patience,
);

it(
  'a training that kills its worker three times has failed, with the end of its log; others are done',
  async () => {
    const killer = join(work.folder, 'killer.mjs');
    await writeFile(
      killer,
      `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const append = fs.appendFileSync;
fs.appendFileSync = (path, text) => {
  append(path, text);
  if (!/"stage-started","stage":"[^"]*seed=1\\]"/.test(text)) return;
  console.error('this device was never heard of again');
  process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
`,
    );
    await profile(`workers: 1, environment: ["export NODE_OPTIONS=--import=${killer}"]`);
    const { code, err } = await spawned(...trials(2)).ended;
    expect(code).toBe(4);
    expect(err).toMatch(/3 workers died with it[\s\S]*\| this device was never heard of again/);
    const [run] = await runsOf(work.folder, 'tiny');
    expect(await finished(run!)).toHaveLength(1);
    const lost = (await eventsOf(run!)).filter(({ event }) => event === 'worker-lost');
    expect(lost).toHaveLength(3);
    const { workers } = JSON.parse((await work.infoplane(['status', '--json'])).out);
    expect(workers.map(({ state }: { state: string }) => state)).toEqual(['lost', 'lost', 'lost', 'left']);
    for (const { log } of workers) expect(existsSync(log)).toBe(true);
    expect(await readFile(workers[0].log, 'utf8')).toContain('never heard of again');
    expect((await work.infoplane(['status'])).out).toContain(`${workers[0].worker}.log`);
  },
  patience,
);

it(
  'a job that is gone is asked for in the accounts where there are any, and made up for',
  async () => {
    slurm.configure({ AccountingStorageType: 'accounting_storage/slurmdbd' });
    await profile('workers: 1');
    const run = spawned(...trials(1), ...long);
    await run.shown('training, ');
    slurm.kill(1);
    const { code, err } = await run.ended;
    expect(code).toBe(0);
    expect(err).toMatch(/worker \S+ is gone: OUT_OF_MEMORY/);
    expect(slurm.calls('sacct')).toHaveLength(1);
    expect(slurm.jobs()).toHaveLength(2);
  },
  patience,
);

it(
  'the first Ctrl-C leaves the jobs and says how to come back, the second one cancels them and keeps the rows',
  async () => {
    const run = spawned(...trials(2), ...longer);
    await run.shown(/training, [\s\S]*training, /);
    run.child.kill('SIGINT');
    const left = await run.ended;
    expect(left.code).toBe(130);
    expect(left.err).toContain('the jobs go on; Ctrl-C again within 3 s cancels them');
    expect(left.out).toContain('the same command rejoins them');
    expect(slurm.calls('scancel')).toEqual([]);
    expect((await work.infoplane(['status'])).out).toMatch(/on the cluster: 2 running/);

    const back = spawned(...trials(2), ...longer);
    await moreLooks(2);
    back.child.kill('SIGINT');
    await back.shown('the jobs go on');
    // sooner it would count as the same keystroke
    await new Promise((resolve) => setTimeout(resolve, 1200));
    back.child.kill('SIGINT');
    expect((await back.ended).code).toBe(130);
    expect(slurm.calls('scancel').length).toBeGreaterThan(0);
    expect((await work.infoplane(['status'])).out).not.toMatch(/running/);
    expect(slurm.jobs()).toHaveLength(1);
    const [folder] = await runsOf(work.folder, 'tiny');
    const rows = (await readFile(join(folder!, 'tables', 'training.csv'), 'utf8')).trimEnd().split('\n');
    expect(rows.length).toBeGreaterThan(2);
  },
  patience,
);
