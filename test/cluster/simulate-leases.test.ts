import { expect, it } from 'vitest';
import { roughCluster } from '../../bench/leases/rough-cluster.ts';
import { simulateLeases } from '../../bench/leases/simulate-leases.ts';
import { checkOutages, checkStops, outages } from './simulate-leases.ts';

const deadly = 3;

/** The same in each run, as of property tests; `FC_SEED=<number>` tries others. */
const seed = Number(process.env.FC_SEED ?? 1);

it.each([
  ['many workers', 300, 40, 30],
  ['one worker', 60, 1, 5],
  ['more workers than stages', 20, 60, 30],
  ['stages that take no time', 200, 40, 0.01],
] as const)(
  'no stage is lost or doubled where workers die and stand still, and files are shown late: %s',
  async (_, stages, workers, length) => {
    const outcome = await simulateLeases({
      ...roughCluster,
      stages,
      workers,
      length,
      seed,
      deadly,
      deaths: 1e-3,
      limit: 600,
    });
    const told = `seed ${seed}: ${JSON.stringify({ ...outcome, files: undefined })}`;
    expect(outcome, told).toMatchObject({ results: stages - deadly, wrong: 0, lost: 0, failed: deadly });
    expect(outcome.deaths, told).toBeGreaterThanOrEqual(3 * deadly);
    // a worker that stood still may find out too late that another one was at it: the result is the same
    expect(outcome.repeated, told).toBeLessThanOrEqual(workers === 1 ? 0 : 0.02 * stages + 2);
  },
);

it('nothing is done twice where nobody stands still', async () => {
  const settings = { ...roughCluster, stages: 200, workers: 25, length: 20, deaths: 2e-3 };
  const outcome = await simulateLeases({ ...settings, deadly: 0, standstills: 0, stops: 0, cuts: 0, seed });
  const told = `seed ${seed}: ${JSON.stringify({ ...outcome, files: undefined })}`;
  expect(outcome.deaths, told).toBeGreaterThan(0);
  expect(outcome, told).toMatchObject({ results: 200, lost: 0, failed: 0, repeated: 0, taken: 0 });
});

it.each(outages)(
  'nothing is taken from a living worker, and nothing fails, when the file system is away: %s',
  async (...way) => {
    expect(await checkOutages(way, seed)).toBeGreaterThan(0);
  },
);

it('nothing fails where workers are stopped and cut off time and again, however often their work is taken', async () => {
  const size = { stages: 20, workers: 60, length: 200, deaths: 0, deadly: 0 };
  const luck = { standstills: 0.5, stops: 3e-4, cuts: 0.8, outage: 70, outageEvery: 400 };
  const outcome = await simulateLeases({ ...roughCluster, ...size, ...luck, seed });
  const told = `seed ${seed}: ${JSON.stringify({ ...outcome, files: undefined })}`;
  expect(outcome.taken, told).toBeGreaterThan(0);
  expect(outcome, told).toMatchObject({ results: 20, wrong: 0, lost: 0, failed: 0 });
});

it('who wakes after its stage was taken saves nothing beside the next owner', async () => {
  expect((await checkStops(seed)).taken).toBeGreaterThan(20);
});

it('a crowd spreads its calls over folders and time', async () => {
  const [stages, workers] = [160, 80];
  const { files } = await simulateLeases({ ...roughCluster, stages, workers, length: 60, seed: 1 });
  for (const calls of files.busiest.values()) expect(Math.max(...calls.values())).toBeLessThan(5 * workers);
  for (const names of files.largest.values()) expect(names).toBeLessThanOrEqual(16);
});
