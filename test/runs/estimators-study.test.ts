import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import type { Row } from '../../src/table/columns.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

const smaller = [
  'datasets.digits.subset={ train: 300, test: 100 }',
  'models.lenet5.training.epochs=1',
  'probes.steady.sample.n=64',
  'probes.steady.at={ epochs: [0, 1] }',
  'reports.input.where.epoch=[0, 1]',
  'reports.class.where.epoch=[0, 1]',
].flatMap((setting) => ['--set', setting]);

describe('specs/estimators.yaml, made smaller', () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  let estimates: readonly Row[] = [];
  let html = '';
  beforeAll(async () => {
    work = await createWorkplace();
    const { code, err } = await work.infoplane([
      'run',
      join(packageRoot, 'specs/estimators.yaml'),
      ...smaller,
    ]);
    expect(err).not.toContain('bug');
    expect(code).toBe(0);
    const folder = join(work.folder, 'runs', 'estimators', 'latest');
    estimates = (await readTables(join(folder, 'tables'))).estimates;
    html = await readFile(join(folder, 'report.html'), 'utf8');
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  it('has a row of every estimator for every layer at both epochs', () => {
    const names = [...new Set(estimates.map((row) => row.estimator))];
    expect(names).toHaveLength(10);
    for (const name of names) {
      const rows = estimates.filter((row) => row.estimator === name);
      expect(rows.map((row) => row.layer)).toEqual(
        [0, 1].flatMap(() => ['C1', 'P1', 'C2', 'P2', 'F1', 'F2']),
      );
      for (const row of rows) expect(Number.isFinite(row.value)).toBe(true);
    }
  });

  it('keeps the lower bound below the upper, and accuracies between 0 and 1', () => {
    const valuesOf = (name: string) =>
      estimates.filter((row) => row.estimator === name).map((row) => Number(row.value));
    const upper = valuesOf('kde-X');
    for (const [at, value] of valuesOf('kde-low-X').entries()) expect(value).toBeLessThanOrEqual(upper[at]!);
    for (const value of valuesOf('readable')) expect(value >= 0 && value <= 1).toBe(true);
    for (const value of [...upper, ...valuesOf('binning-X')]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(Math.log2(64) + 1e-9);
    }
  });

  it('sets the estimators side by side in the report', () => {
    const section = /<section id="agreement"[\s\S]*?<\/section>/.exec(html)![0];
    for (const name of ['renyi-X', 'binning-X', 'kde-low-X', 'ksg-X', 'ksg-Y', 'input-is-forgotten-ksg'])
      expect(section).toContain(name);
    expect(section).not.toContain('readable');
    expect(html).toContain('href="#agreement"');
  });
});
