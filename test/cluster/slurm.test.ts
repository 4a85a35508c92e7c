import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAllEvents } from '../../runner/run/run-log.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { eventsOf, keptResults, leasesLeft, runsOf, spawnRun } from '../runs/spawned-runs.ts';
import { type SlurmNode, slurmIsMissing, startSlurm } from './slurm-node.ts';

const missing = slurmIsMissing();
const profile =
  'slurm:\n  test: { workers: 2, gres: "gpu:0", cpus: 1, time: 0:10:00, warning: 30, poll: 1, settle: 2 }\n';
const trials = (count: number) => ['--set', `matrix={seed: {range: [1, ${count}]}}`];

describe.skipIf(missing !== null)(`a Slurm cluster of one node${missing ? ` (${missing})` : ''}`, () => {
  let slurm: SlurmNode;
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  beforeAll(async () => {
    slurm = await startSlurm();
  });
  afterAll(() => slurm.stop());
  beforeEach(async () => {
    work = await createWorkplace();
    await writeFile(join(work.folder, 'infoplane.config.yaml'), profile);
  });
  afterEach(() => rm(work.folder, { recursive: true, maxRetries: 10, retryDelay: 200 }));
  const run = (...args: string[]) => spawnRun(work.folder, ['run', 'tiny.yaml', ...args], slurm.env);

  it('gives byte for byte the tables of one process, each training done once', async () => {
    const { code, err } = await run('--executor', 'slurm', ...trials(10)).ended;
    expect(err).not.toContain('warning');
    expect(code).toBe(0);
    const [folder] = await runsOf(work.folder, 'tiny');
    const events = await eventsOf(folder!);
    expect(events.filter(({ event }) => event === 'stage-finished')).toHaveLength(10);
    expect(events.filter(({ event }) => event === 'worker-started')).toHaveLength(2);
    expect((await keptResults(work.folder)).trainings).toHaveLength(10);
    expect(await leasesLeft(work.folder)).toEqual([]);
    expect((await run('--fresh', ...trials(10)).ended).code).toBe(0);
    const [, alone] = await runsOf(work.folder, 'tiny');
    for (const name of ['estimates', 'training', 'claims']) {
      const tables = [folder!, alone!].map((one) => readFile(join(one, 'tables', `${name}.arrow`)));
      const [there, here] = await Promise.all(tables);
      expect(there).toEqual(here);
    }
  });

  it('goes on without its controller, survives the death of a worker, and is come back to', async () => {
    const study = ['--executor', 'slurm', ...trials(4), '--set', 'models.net.training.epochs=60'];
    const probes = ['--set', 'probes.forward.at={epochs: [0, 60]}'];
    const left = await run(...study, ...probes, '--detach').ended;
    expect(left.code).toBe(0);
    expect(left.out).toContain('the workers continue without this command');
    const [folder] = await runsOf(work.folder, 'tiny');
    let victim: { process?: number } | undefined;
    for (let look = 0; look < 3000 && !victim; look++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const events = await readAllEvents(folder!);
      if (events.some(({ event }) => event === 'stage-started'))
        victim = events.find(({ event }) => event === 'worker-started') as typeof victim;
    }
    process.kill(victim!.process!, 'SIGKILL');
    const back = await run(...study, ...probes).ended;
    expect(back.code).toBe(0);
    expect(await runsOf(work.folder, 'tiny')).toEqual([folder]);
    const finished = (await eventsOf(folder!)).filter(({ event }) => event === 'stage-finished');
    expect(finished).toHaveLength(4);
    expect((await keptResults(work.folder)).trainings).toHaveLength(4);
    expect(await leasesLeft(work.folder)).toEqual([]);
  });
});
