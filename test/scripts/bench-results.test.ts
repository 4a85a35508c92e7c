import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { jobsOf } from '../../bench/jobs.mjs';
// @ts-expect-error a script without types
import { judged, tableOf, withTable } from '../../bench/results.mjs';

const run = (command: string, median: number, least = median) => {
  const both = { median, least };
  return { command, what: command, failed: null, milliseconds: both, fastest: both, cpu: both };
};
const failed = { command: 'jax', what: 'jax', failed: 'ModuleNotFoundError' };
const facts = {
  date: '2026-11-30',
  commit: 'abc',
  machine: { processor: 'P', cores: 2, load: 0 },
  versions: { node: '24' },
  rounds: 5,
};

test('the best of ours is held against the best of the peers, whatever failed', () => {
  const row = judged(
    { name: 'step', aim: 0.6 },
    [run('one', 6), run('two', 4, 3)],
    [failed, run('torch', 8), run('old', 20, 2)],
  );
  expect(row.best).toEqual({ ours: 'two', peer: 'torch' });
  expect(row.ratio).toEqual({ median: 0.5, least: 3 / 8, cpu: 0.5 });
  const table = tableOf({ ...facts, rows: [row] });
  expect(table).toContain('| step | 4.00 | 8.00 (torch) | **0.500** | 0.375 | 0.500 | 0.6 |');
  expect(table).toContain('failed: ModuleNotFoundError');
});

test('what is above its aim is missed: a ratio, or milliseconds where there is no peer', () => {
  const rows = [
    judged({ name: 'step', aim: 0.4 }, [run('ours', 4)], [run('torch', 8)]),
    judged({ name: 'fifty', aim: 42 }, [run('ours', 50)], []),
    judged({ name: 'nobody', aim: 1 }, [run('ours', 50)], [failed]),
  ];
  const lines = tableOf({ ...facts, rows }).split('\n');
  expect(lines.filter((line: string) => line.includes('missed'))).toHaveLength(2);
  expect(lines.find((line: string) => line.startsWith('| fifty'))).toContain('42 ms, missed');
});

test('the table of the README is that of the newest results', () => {
  const readme = readFileSync('bench/README.md', 'utf8');
  const newest = readdirSync('bench', { recursive: true })
    .map(String)
    .filter((name) => /^results.\d{4}-\d\d-\d\d\.json$/.test(name))
    .sort()
    .at(-1);
  const table = newest ? tableOf(JSON.parse(readFileSync(`bench/${newest}`, 'utf8'))) : 'Not measured yet';
  expect(readme).toContain(table);
  expect(withTable(readme, 'other')).toMatch(/begin -->\n\nother\n\n<!-- bench.run.mjs: end/);
  expect(() => withTable('no place', 'other')).toThrow();
});

test('every job has commands of ours and an aim, and each peer runs with one thread and with two', () => {
  const jobs = jobsOf({ python: '/p/bin/python', debian: '/usr/bin/python3', mnist: '/m', short: false });
  expect(jobs.length).toBeGreaterThan(12);
  for (const { name, ours, peers, aim } of jobs) {
    expect(ours.length, name).toBeGreaterThan(0);
    expect(aim, name).toBeGreaterThan(0);
    for (const peer of peers.filter((one: string) => /(?:step|main_job|jax_peer|spectra)\.py/.test(one))) {
      const other = peer.includes('--threads 2')
        ? peer.replace('--threads 2', '--threads 1')
        : peer.replace('--threads 1', '--threads 2');
      expect(peers, name).toContain(other);
    }
  }
  const short = jobsOf({ python: null, debian: null, mnist: '/m', short: true });
  expect(
    short.flatMap(({ peers }: { peers: string[] }) => peers.filter((one) => one.includes('python'))),
  ).toEqual([]);
});
