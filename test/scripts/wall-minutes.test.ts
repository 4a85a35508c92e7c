import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

const { wallMinutes } = await import(pathToFileURL(join(packageRoot, 'scripts/wall-minutes.mjs')).href);

const study = mkdtempSync(join(tmpdir(), 'infoplane-wall-'));
afterAll(() => rmSync(study, { recursive: true }));

const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 12, minute)).toISOString();

/** A run from one minute to another that trained what these results are of; its lock names `results`. */
function addRun(name: string, times: readonly [number, number], trained: readonly string[], cut = '') {
  const folder = join(study, name);
  mkdirSync(folder);
  const log = [
    { time: at(times[0]), event: 'run-started' },
    ...trained.map((result) => ({ time: at(times[0]), event: 'stage-started', stage: 'net', result })),
    { time: at(times[1]), event: 'run-finished' },
  ];
  writeFileSync(join(folder, 'log.jsonl'), `${log.map((one) => JSON.stringify(one)).join('\n')}\n${cut}`);
  writeFileSync(
    join(folder, 'lock.json'),
    JSON.stringify({ stages: ['a', 'b'].map((result) => ({ result })) }),
  );
  return folder;
}

test('the minutes of a run are its own, and those of the runs that trained what it found kept', () => {
  addRun('1-of-another-network', [0, 7], ['z']);
  addRun('2-killed', [10, 12], ['a'], '{"time":"2026-11-');
  addRun('3-the-rest', [15, 20], ['b', 'z']);
  const last = addRun('4-found-kept', [30, 31], []);
  symlinkSync('4-found-kept', join(study, 'latest'));
  expect(wallMinutes(last)).toBe(2 + 5 + 1);
  expect(wallMinutes(join(study, 'latest'))).toBe(8);
});

test('a run without a log has none', () => {
  const folder = addRun('5-no-log', [0, 1], []);
  rmSync(join(folder, 'log.jsonl'));
  expect(wallMinutes(folder)).toBe(2 + 5);
});
