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
  'models.quantised.training.epochs=1',
  'probes.steady.sample.n=64',
  'probes.steady.at={ epochs: [0, 1] }',
  'probes.same.sample.n=64',
  'probes.same.at={ epochs: [0, 1] }',
  'probes.three.sample.n=64',
  'probes.three.at={ epochs: [0, 1] }',
  'probes.levels.sample.n=100',
  'probes.levels.at={ epochs: [0, 1] }',
  'probes.maps.sample.n=64',
  'probes.maps.at={ epochs: [0, 1] }',
  'reports.input.where.epoch=[0, 1]',
  ...['class', 'projections', 'counted', 'chance', 'size', 'likeness', 'ahead', 'alike'].map(
    (name) => `reports.${name}.where.epoch=[0, 1]`,
  ),
].flatMap((setting) => ['--set', setting]);

const ofAllMaps = ['share-together', 'any-together', 'again', 'again-excess'];
const ofPairs = ['together', 'both', 'both-upper', 'both-minimum', 'together-X'];

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
    expect(names).toHaveLength(45);
    const layers = ['C1', 'P1', 'C2', 'P2', 'F1', 'F2'];
    const places = (name: unknown) => {
      if (ofAllMaps.includes(String(name))) return ['P1'];
      if (ofPairs.includes(String(name))) return Array.from({ length: 15 }, () => 'P1');
      if (name === 'counted-X' || name === 'counted-Y' || name === 'states') return ['F1', 'F2', 'F3'];
      if (name === 'ahead') return ['C2', 'F1', 'F2'];
      if (name === 'networks') return layers.flatMap((layer) => [layer, layer, layer]);
      if (name === 'rank-X' || name === 'dimension-X') return [null];
      return name === 'layers'
        ? layers.flatMap((layer, at) => layers.slice(at + 1).map(() => layer))
        : layers;
    };
    for (const name of names) {
      const rows = estimates.filter((row) => row.estimator === name);
      expect(rows.map((row) => row.layer)).toEqual([0, 1].flatMap(() => places(name)));
      for (const row of rows) expect(Number.isFinite(row.value)).toBe(true);
    }
    const seconds = estimates.filter((row) => row.estimator === 'layers').map((row) => row.channel_2);
    expect(seconds.slice(0, 15)).toEqual([1, 2, 3, 4, 5, 2, 3, 4, 5, 3, 4, 5, 4, 5, 5]);
  });

  it('keeps the lower bound below the upper, and accuracies between 0 and 1', () => {
    const valuesOf = (name: string) =>
      estimates.filter((row) => row.estimator === name).map((row) => Number(row.value));
    const upper = valuesOf('kde-X');
    for (const [at, value] of valuesOf('kde-low-X').entries()) expect(value).toBeLessThanOrEqual(upper[at]!);
    for (const value of [...valuesOf('readable'), ...valuesOf('renyi-Y-p')])
      expect(value >= 0 && value <= 1).toBe(true);
    for (const value of [...upper, ...valuesOf('binning-X')]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(Math.log2(64) + 1e-9);
    }
  });

  it('keeps ranks, alignments and dimensions within their bounds', () => {
    const within = (name: string, low: number, high: number) => {
      for (const row of estimates.filter(({ estimator }) => estimator === name)) {
        expect(Number(row.value), name).toBeGreaterThanOrEqual(low);
        expect(Number(row.value), name).toBeLessThanOrEqual(high);
      }
    };
    for (const name of ['rank', 'rank-gaussian', 'rank-linear', 'rank-X', 'dimension-linear'])
      within(name, 1, 64);
    for (const name of ['like-X', 'like-Y', 'layers']) within(name, -1, 1);
    for (const name of ['dimension', 'dimension-mle', 'dimension-X']) within(name, 0, 64);
    within('ahead', -2, 2);
    within('again', -1, 1);
    within('states', 0, Math.log2(100));
  });

  it('has the same H(T) and I(X;T) of counted states, and the minimum of two informations as the most redundancy', () => {
    const valuesOf = (name: string) =>
      estimates.filter((row) => row.estimator === name).map((row) => Number(row.value));
    expect(valuesOf('states')).toEqual(valuesOf('counted-X'));
    expect(valuesOf('both-minimum')).toEqual(valuesOf('both-upper'));
    expect(valuesOf('binning-components-Y')).not.toEqual(valuesOf('binning-Y'));
  });

  it('sets the estimators side by side in the report', () => {
    const section = /<div id="agreement"[\s\S]*?id="calibration"/.exec(html)![0];
    for (const name of [
      'renyi-X',
      'binning-X',
      'kde-low-X',
      'ksg-X',
      'ksg-Y',
      'dimension-mle',
      'input-is-forgotten-ksg',
    ])
      expect(section).toContain(name);
    expect(section).not.toContain('readable');
    expect(html).toContain('href="#trust"');
  });
});
