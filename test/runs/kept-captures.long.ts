import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { eventsOf, spawnRun } from './spawned-runs.ts';

const added = ['--set', 'estimators.KDE={kind: kde, probe: forward, quantity: I(X;T)}'];
const never = ['forward', 'backward'].flatMap((probe) => ['--set', `probes.${probe}.keep=never`]);

it('an estimator that is added to the quickstart: no training, or one that estimates it alone; the same table', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'infoplane-quickstart-'));
  await copyFile(join(packageRoot, 'specs/quickstart.yaml'), join(folder, 'quickstart.yaml'));
  const run = async (store: string, args: readonly string[]) => {
    const env = { INFOPLANE_STORE: join(folder, store) };
    const { code, err } = await spawnRun(folder, ['run', 'quickstart.yaml', ...args], env).ended;
    expect(code, err).toBe(0);
    const latest = join(folder, 'runs/quickstart/latest');
    const events = await eventsOf(latest);
    const [{ seconds }] = events.filter(({ event }) => event === 'stage-finished') as [{ seconds: number }];
    const trainings = events.filter(({ event }) => event === 'stage-started').length;
    return { trainings, seconds, estimates: await readFile(join(latest, 'tables/estimates.csv'), 'utf8') };
  };
  try {
    const first = await run('kept', []);
    const read = await run('kept', added);
    await run('not-kept', never);
    const again = await run('not-kept', [...never, ...added]);
    expect([first.trainings, read.trainings, again.trainings]).toEqual([1, 0, 1]);
    expect(read.estimates).toBe(again.estimates);
    const [trained, took, retrained] = [first, read, again].map(({ seconds }) => seconds.toFixed(1));
    console.log(`trained in ${trained} s, read off captures in ${took} s, trained again in ${retrained} s`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
