import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAllEvents } from '../../runner/run/run-log.ts';
import type { LoggedEvent } from '../../runner/workers/worker-events.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { keptResults, leasesLeft, runsOf, spawnRun } from '../runs/spawned-runs.ts';
import { type SlurmNode, slurmIsMissing, startSlurm } from './slurm-node.ts';

const missing = slurmIsMissing();
const common = 'cpus: 1, poll: 1, settle: 2';
const profiles = `slurm:
  two: { workers: 2, time: 1:00:00, warning: 30, ${common} }
  one: { workers: 1, time: 1:00:00, warning: 30, ${common} }
  gpu: { workers: 2, gres: 'gpu:1', time: 1:00:00, warning: 30, ${common} }
  twenty-seconds: { workers: 1, time: 0:00:20, warning: 5, ${common} }
  minute: { workers: 1, time: '1', warning: 40, ${common} }
`;
const study = (trials: number, epochs: number) => [
  ...['--set', `matrix={seed: {range: [1, ${trials}]}}`],
  ...['--set', `models.net.training.epochs=${epochs}`],
  ...['--set', `probes.forward.at={epochs: [0, ${epochs}]}`],
  ...['--set', 'probes.backward.at={every: 1000}'],
];

type Told = Extract<LoggedEvent, { event: 'worker-started' }>;

describe.skipIf(missing !== null)(`a Slurm cluster of one node${missing ? ` (${missing})` : ''}`, () => {
  let slurm: SlurmNode;
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  beforeAll(async () => {
    slurm = await startSlurm();
  });
  afterAll(() => slurm.stop());
  beforeEach(async () => {
    work = await createWorkplace();
    await writeFile(join(work.folder, 'infoplane.config.yaml'), profiles);
  });
  afterEach(async () => {
    slurm.command('scancel', '--user=root');
    await rm(work.folder, { recursive: true, maxRetries: 20, retryDelay: 500 });
  });
  const run = (profile: string, ...args: string[]) =>
    spawnRun(
      work.folder,
      ['run', 'tiny.yaml', '--executor', 'slurm', '--profile', profile, ...args],
      slurm.env,
    );

  /** Leaves a run alone; resolves when as many trainings have begun. */
  async function leave(profile: string, count: number, args: string[]): Promise<string> {
    expect((await run(profile, ...args, '--detach').ended).code).toBe(0);
    const [folder] = await runsOf(work.folder, 'tiny');
    await until(folder!, (events) => named(events, 'stage-started').length >= count);
    return folder!;
  }

  /** Everything is done, and nothing twice. */
  async function expectOnce(folder: string, trials: number) {
    expect(await runsOf(work.folder, 'tiny')).toEqual([folder]);
    const done = (await readAllEvents(folder)).flatMap((one) =>
      one.event === 'stage-finished' && one.outcome.kind === 'complete' ? [one.stage] : [],
    );
    expect(done).toHaveLength(trials);
    expect(new Set(done).size).toBe(trials);
    expect((await keptResults(work.folder)).trainings).toHaveLength(trials);
    expect(await leasesLeft(work.folder)).toEqual([]);
  }

  it('goes on when one task of the array is cancelled', async () => {
    const args = study(4, 200);
    const folder = await leave('two', 2, args);
    const [first] = await workers(folder);
    slurm.command('scancel', taskOf(first!));
    expect((await run('two', ...args).ended).code).toBe(0);
    await expectOnce(folder, 4);
    expect(named(await readAllEvents(folder), 'stage-resumed').length).toBeGreaterThan(0);
  });

  it('goes on where it was when a job is put back into the queue', async () => {
    const args = study(2, 400);
    const folder = await leave('one', 1, args);
    const [first] = await workers(folder);
    slurm.command('scontrol', 'requeue', taskOf(first!));
    await until(folder, (events) => named(events, 'worker-started').length >= 2);
    expect((await run('one', ...args).ended).code).toBe(0);
    const told = await workers(folder);
    expect(told.map(({ worker }) => worker)).toEqual([`${taskOf(first!)}-0.0`, `${taskOf(first!)}-1.0`]);
    await expectOnce(folder, 2);
    expect(named(await readAllEvents(folder), 'stage-resumed')).toHaveLength(1);
  });

  it.each(['twenty-seconds', 'minute'])(
    'a training that is longer than its limit is done all the same, with nobody watching: %s',
    async (profile) => {
      const args = study(1, 2500);
      const folder = await leave(profile, 1, args);
      await until(folder, (events) => named(events, 'stage-finished').some((one) => isComplete(one)));
      expect((await run(profile, ...args).ended).code).toBe(0);
      expect((await workers(folder)).length).toBeGreaterThan(1);
      await expectOnce(folder, 1);
      const lost = named(await readAllEvents(folder), 'worker-lost');
      expect(lost).toEqual([]);
    },
  );

  it('does not mind that the controller of the cluster is away for ten seconds', async () => {
    const args = study(4, 300);
    const running = run('two', ...args);
    await running.shown('training, ');
    slurm.stopController();
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await slurm.startController();
    const { code, err } = await running.ended;
    expect(code).toBe(0);
    expect(err).not.toContain('is gone');
    const [folder] = await runsOf(work.folder, 'tiny');
    expect(await workers(folder!)).toHaveLength(2);
    await expectOnce(folder!, 4);
  });

  it('a GPU that is counted goes to one worker after the other', async () => {
    expect((await run('gpu', ...study(3, 2)).ended).code).toBe(0);
    const [folder] = await runsOf(work.folder, 'tiny');
    await expectOnce(folder!, 3);
  });

  it('Ctrl-C leaves the jobs, twice cancels them, and the rows so far are kept', async () => {
    const args = study(2, 2000);
    const first = run('two', ...args);
    await first.shown(/training, [\s\S]*training, /);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    expect(slurm.command('squeue', '--noheader', '--array').trim().split('\n')).toHaveLength(2);
    const back = run('two', ...args);
    await new Promise((resolve) => setTimeout(resolve, 8000));
    back.child.kill('SIGINT');
    await back.shown('the jobs go on');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    back.child.kill('SIGINT');
    expect((await back.ended).code).toBe(130);
    expect(slurm.command('squeue', '--noheader', '--states=PENDING,RUNNING').trim()).toBe('');
    const [folder] = await runsOf(work.folder, 'tiny');
    const rows = (await readFile(join(folder!, 'tables', 'training.csv'), 'utf8')).trimEnd().split('\n');
    expect(rows.length).toBeGreaterThan(2);
  });
});

function named<E extends LoggedEvent['event']>(events: readonly LoggedEvent[], name: E) {
  return events.filter((one): one is Extract<LoggedEvent, { event: E }> => one.event === name);
}

function isComplete(event: LoggedEvent): boolean {
  return event.event === 'stage-finished' && event.outcome.kind === 'complete';
}

async function workers(folder: string): Promise<Told[]> {
  return named(await readAllEvents(folder), 'worker-started');
}

/** `<job>_<index>` of a worker. */
function taskOf({ worker }: Told): string {
  return worker.replace(/-[\d.]+$/, '');
}

/** Looks at what a run has told until it is as it should be. */
async function until(folder: string, test: (events: readonly LoggedEvent[]) => boolean): Promise<void> {
  while (!test(await readAllEvents(folder))) await new Promise((resolve) => setTimeout(resolve, 300));
}
