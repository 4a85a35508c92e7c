import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventsOf, keptResults, leasesLeft, runsOf, spawnRun } from './spawned-runs.ts';

/**
 * Starts so many processes on the study `tiny` of a folder at once, with five trials: each training is done once, kept
 * once, and all have the same tables.
 * @param estimators how many the study has with these arguments
 */
export async function checkSharing(
  folder: string,
  count: number,
  args: readonly string[],
  estimators = 3,
): Promise<void> {
  const runs = Array.from({ length: count }, () => spawnRun(folder, ['run', 'tiny.yaml', ...args]));
  const ends = await Promise.all(runs.map((run) => run.ended));
  expect(ends.map(({ code }) => code)).toEqual(Array(count).fill(0));
  const folders = await runsOf(folder, 'tiny');
  expect(folders).toHaveLength(count);
  const events = (await Promise.all(folders.map(eventsOf))).flat();
  expect(events.filter(({ event }) => event === 'stage-finished')).toHaveLength(5);
  expect(events.filter(({ event }) => event === 'stage-kept')).toHaveLength(5 * (count - 1));
  const { trainings, estimates } = await keptResults(folder);
  expect([trainings.length, estimates.length]).toEqual([5, 5 * estimators]);
  expect(await leasesLeft(folder)).toEqual([]);
  const names = ['estimates', 'training', 'claims'].flatMap((name) => [`${name}.arrow`, `${name}.csv`]);
  const tables = (run: string) => Promise.all(names.map((name) => readFile(join(run, 'tables', name))));
  const [first, ...others] = await Promise.all(folders.map(tables));
  for (const other of others) expect(other).toEqual(first);
}
