import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';
import { checkSharing } from './shared-runs.ts';
import { eventsOf, leasesLeft, runsOf, spawnRun } from './spawned-runs.ts';

type Workplace = Awaited<ReturnType<typeof createWorkplace>>;

const trials = (count: number) => ['--set', `matrix={seed: {range: [1, ${count}]}}`];
const long = ['--set', 'models.net.training.epochs=40', '--set', 'probes.forward.at={epochs: [0, 40]}'];
const longer = ['--set', 'models.net.training.epochs=300', '--set', 'probes.forward.at={epochs: [0, 300]}'];
const tables = (run: string) => readFile(join(run, 'tables', 'estimates.arrow'));

let work: Workplace;
beforeEach(async () => {
  work = await createWorkplace();
});
afterEach(() => rm(work.folder, { recursive: true }));

describe('several processes on one study', () => {
  it.each([2, 4])('%i share the trainings, each is done once, and all have the same tables', (count) =>
    checkSharing(work.folder, count, trials(5)),
  );

  it('go on with the training of one that was killed', async () => {
    const one = spawnRun(work.folder, ['run', 'tiny.yaml', ...trials(2), ...longer]);
    await one.shown('training, ');
    const other = spawnRun(work.folder, ['run', 'tiny.yaml', ...trials(2), ...longer]);
    await other.shown('training, ');
    one.child.kill('SIGKILL');
    expect((await other.ended).code).toBe(0);
    const [, second] = await runsOf(work.folder, 'tiny');
    const finished = (await eventsOf(second!)).filter(({ event }) => event === 'stage-finished');
    expect(finished).toHaveLength(2);
    expect(await leasesLeft(work.folder)).toEqual([]);
  });
});

describe('a run with several workers', () => {
  it('names one that was killed, does its training again, and gives the tables of one process', async () => {
    const run = spawnRun(work.folder, ['run', 'tiny.yaml', '--jobs', '2', ...trials(3), ...long]);
    await run.shown(/training, [\s\S]*training, /);
    const [folder] = await runsOf(work.folder, 'tiny');
    const started = (await eventsOf(folder!)).find(({ event }) => event === 'worker-started')!;
    process.kill(Number(started.process), 'SIGKILL');
    const { code, err } = await run.ended;
    expect(code).toBe(0);
    expect(err).toMatch(/worker process-\S+ is gone: killed by the system/);
    const events = await eventsOf(folder!);
    expect(events.filter(({ event }) => event === 'stage-finished')).toHaveLength(3);
    expect(events.filter(({ event }) => event === 'worker-lost')).toMatchObject([{ worker: started.worker }]);
    const alone = await work.infoplane(['run', 'tiny.yaml', '--fresh', ...trials(3), ...long]);
    expect(alone.code).toBe(0);
    expect(await tables(join(work.folder, 'runs', 'tiny', 'latest'))).toEqual(await tables(folder!));
  });

  it('goes on from the checkpoint of one that died, under --fresh too, and from none of an earlier run', async () => {
    const short = [
      '--set',
      'models.net.training.epochs=200',
      '--set',
      'probes.forward.at={epochs: [0, 200]}',
    ];
    const args = ['run', 'tiny.yaml', '--jobs', '2', '--fresh', ...trials(2), ...short];
    const run = spawnRun(work.folder, args, { INFOPLANE_CHECKPOINT_SECONDS: '0' });
    await run.shown(/training, [\s\S]*training, /);
    const [folder] = await runsOf(work.folder, 'tiny');
    let saved: Record<string, unknown> | undefined;
    while (!saved && run.child.exitCode === null) {
      await new Promise((done) => setTimeout(done, 20));
      const events = await eventsOf(folder!);
      saved = events.find(({ event, iteration }) => event === 'stage-saved' && Number(iteration) > 0);
    }
    const started = (await eventsOf(folder!)).find(
      ({ event, worker }) => event === 'worker-started' && worker === saved!.worker,
    )!;
    process.kill(Number(started.process), 'SIGKILL');
    expect((await run.ended).code).toBe(0);
    const resumed = (await eventsOf(folder!)).filter(({ event }) => event === 'stage-resumed');
    expect(resumed).toMatchObject([{ stage: saved!.stage }]);
    expect(Number(resumed[0]!.iteration)).toBeGreaterThan(0);
    expect(resumed[0]!.worker).not.toBe(started.worker);

    const again = await work.infoplane(['run', 'tiny.yaml', '--fresh', ...trials(2), ...short]);
    expect(again.code).toBe(0);
    expect(again.err).not.toContain('resumed');
    expect(await tables(join(work.folder, 'runs', 'tiny', 'latest'))).toEqual(await tables(folder!));
  }, 400_000);

  it('stops all of them on the first Ctrl-C, keeps the rows so far, and goes on with what is left', async () => {
    const run = spawnRun(work.folder, ['run', 'tiny.yaml', '--jobs', '2', ...trials(3), ...long]);
    await run.shown(/training, [\s\S]*training, /);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
    const [folder] = await runsOf(work.folder, 'tiny');
    const workers = (await eventsOf(folder!)).filter(({ event }) => event === 'worker-started');
    for (const one of workers) expect(() => process.kill(Number(one.process), 0)).toThrow();
    expect(
      (await readFile(join(folder!, 'tables', 'training.csv'), 'utf8')).split('\n').length,
    ).toBeGreaterThan(2);
    const again = await work.infoplane(['run', 'tiny.yaml', ...trials(3), ...long]);
    expect(again.code).toBe(0);
    expect(await leasesLeft(work.folder)).toEqual([]);
  });

  it('ends its workers when it is killed itself', async () => {
    const run = spawnRun(work.folder, ['run', 'tiny.yaml', '--jobs', '2', ...trials(2), ...longer]);
    await run.shown(/training, [\s\S]*training, /);
    const [folder] = await runsOf(work.folder, 'tiny');
    const workers = (await eventsOf(folder!)).filter(({ event }) => event === 'worker-started');
    expect(workers).toHaveLength(2);
    run.child.kill('SIGKILL');
    await run.ended;
    const alive = () => workers.filter(({ process: id }) => isAlive(Number(id)));
    for (let look = 0; look < 100 && alive().length > 0; look++)
      await new Promise((done) => setTimeout(done, 100));
    expect(alive()).toEqual([]);
  });
});

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
