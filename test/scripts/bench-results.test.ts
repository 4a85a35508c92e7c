import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { runInTurn } from '../../bench/in-turn.mjs';
// @ts-expect-error a script without types
import { chosen, jobsOf } from '../../bench/jobs.mjs';
// @ts-expect-error a script without types
import { judged, tableOf, withEarlier, withTable } from '../../bench/results.mjs';

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
  const told = { ...run('ours', 50), line: { shares: { kde: 1.12 } } };
  expect(tableOf({ ...facts, rows: [judged({ name: 'maps', aim: 60 }, [told], [])] })).toMatch(
    /: kde 1.12\.$/m,
  );
  expect(rows.map(({ unit, absolute }) => absolute && unit)).toEqual([false, 'ms', false]);
  const lines = tableOf({ ...facts, rows }).split('\n');
  expect(lines.filter((line: string) => line.includes('missed'))).toHaveLength(2);
  expect(lines.find((line: string) => line.startsWith('| fifty'))).toContain('42 ms, missed');
});

test('no folder of the machine is in the results', () => {
  const command =
    '/home/me/.cache/peers/bin/python bench/peers/main_job.py /tmp/infoplane-bench-a1/mnist --threads 1';
  const broken = { ...failed, command, failed: "No such file: '/home/me/x/y.py', see docs/x/z.md" };
  const row = judged({ name: 'job', aim: 1 }, [run(command, 1)], [broken]);
  expect(row.ours[0].command).toBe('python bench/peers/main_job.py FOLDER/mnist --threads 1');
  expect(row.peers[0].failed).toBe("No such file: 'y.py', see docs/x/z.md");
});

test('memory is judged by megabytes, which the command prints beside its milliseconds', () => {
  const most = (command: string, megabytes: number) => ({
    ...run(command, 3),
    megabytes: { median: megabytes, least: megabytes },
  });
  const job = { name: 'memory', measure: 'megabytes', aim: 450 };
  const rows = [judged(job, [most('all', 447), most('lean', 440)], []), judged(job, [most('all', 460)], [])];
  expect(rows[0].value).toEqual({ ours: 440, peer: null });
  expect(rows[0].best.ours).toBe('lean');
  const table = tableOf({ ...facts, rows: [{ ...rows[0], rounds: 2 }, rows[1]] });
  expect(table).toContain('| memory (2 rounds in turn) | 440 MB |  |  |  |  | 450 MB |');
  expect(table).toContain('| memory | 460 MB |  |  |  |  | 450 MB, missed |');
});

test('what a command prints is its measure in every round, megabytes where all rounds have them', () => {
  const printing = (line: object) => `node -p ${JSON.stringify(JSON.stringify(JSON.stringify(line)))}`;
  const times = { milliseconds: 2, fastest: 1, cpu: 3 };
  const [bare, most] = runInTurn([printing(times), printing({ ...times, megabytes: 5 })], 2);
  expect([bare.cpu, bare.megabytes, most.megabytes]).toEqual([
    { median: 3, least: 3 },
    undefined,
    { median: 5, least: 5 },
  ]);
});

test('a part of the table joins what was measured before, of the same day, program and machine, and says what is missing', () => {
  const row = (key: string, median: number) => judged({ key, name: key, aim: 1 }, [run('ours', median)], []);
  const keys = ['step', 'spectra', 'plan'];
  const before = {
    ...facts,
    machine: { ...facts.machine, load: 3 },
    rows: [row('step', 5), row('spectra', 6)],
  };
  const joined = withEarlier({ ...facts, rows: [row('spectra', 7)] }, before, keys);
  expect(joined.rows.map(({ key, value }: ReturnType<typeof row>) => [key, value.ours])).toEqual([
    ['step', 5],
    ['spectra', 7],
  ]);
  expect(joined.without).toEqual(['plan']);
  expect(tableOf(joined)).toContain('Not measured in this run: `plan`.');
  const other = withEarlier({ ...facts, rows: [row('plan', 7)] }, { ...before, commit: 'def' }, keys);
  expect(other.without).toEqual(['step', 'spectra']);
  expect(withEarlier({ ...facts, rows: [] }, null, keys).without).toEqual(keys);
});

test('jobs are chosen by their keys, of which no two are the same and all are in the README', () => {
  const jobs: { key: string }[] = jobsOf({
    python: null,
    debian: null,
    mnist: '/m',
    kept: '/k',
    short: true,
  });
  const keys = jobs.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(chosen(jobs, '')).toEqual(jobs);
  expect(chosen(jobs, 'spectra, step')).toEqual(jobs.filter(({ key }) => ['step', 'spectra'].includes(key)));
  expect(() => chosen(jobs, 'step,spectrum')).toThrow('spectrum');
  const readme = readFileSync('bench/README.md', 'utf8');
  expect(keys.filter((key) => !readme.includes(`\`${key}\``))).toEqual([]);
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
  const jobs = jobsOf({
    python: '/p/bin/python',
    debian: '/usr/bin/python3',
    mnist: '/m',
    kept: '/k',
    short: false,
  });
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
  const short = jobsOf({ python: null, debian: null, mnist: '/m', kept: '/k', short: true });
  expect(
    short.flatMap(({ peers }: { peers: string[] }) => peers.filter((one) => one.includes('python'))),
  ).toEqual([]);
});
