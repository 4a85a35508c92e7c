import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';
import { spawnRun } from '../runs/spawned-runs.ts';

/** Passes every rule, and takes longer than a chart may: the median of all rows so far, for each of very many. */
const vegaLite = {
  transform: [
    { impute: 'value', key: 'iteration', value: 1, keyvals: { stop: 2000 }, groupby: ['layer', 'quantity'] },
    { fold: Array.from({ length: 50 }, () => 'value') },
    { window: [{ op: 'median', field: 'value', as: 'middle' }], frame: [null, 0] },
  ],
  mark: 'point',
  encoding: { y: { field: 'middle', type: 'quantitative' } },
};

it('SIGTERM ends a run that draws a slow chart, and its page has the rest', async () => {
  const { folder } = await createWorkplace();
  const slow = { kind: 'chart', vegaLite };
  writeFileSync(
    join(folder, 'slow.yaml'),
    JSON.stringify({ study: 'slow', extends: 'tiny.yaml', reports: { slow } }),
  );
  const { child, ended } = spawnRun(folder, ['run', 'slow.yaml']);
  const runs = join(folder, 'runs/slow');
  const place = (name: string) => {
    const [run] = existsSync(runs) ? readdirSync(runs).filter((one) => one !== 'latest') : [];
    return join(runs, run ?? 'none', name);
  };
  while (child.exitCode === null && !existsSync(place('lock.json'))) await pause(50);
  await pause(1000);
  expect(existsSync(place('report.html'))).toBe(false);
  child.kill('SIGTERM');
  const { code, err } = await ended;
  // all that was trained and estimated is there: the run is done
  expect(code, err).toBe(0);
  expect(err).toMatch(/the chart slow is not drawn/);
  const page = readFileSync(place('report.html'), 'utf8');
  expect(page.match(/This chart is not drawn: [^<]*interrupted/g)).toHaveLength(1);
  expect(page.match(/<svg focusable/g)!.length).toBeGreaterThan(5);
  rmSync(folder, { recursive: true });
});
