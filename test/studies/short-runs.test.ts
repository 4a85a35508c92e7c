import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { recordedStudy } from './recorded-study.ts';

const few = (dataset: string) => `datasets.${dataset}.subset={ train: 256, test: 64 }`;
const short = (model: string) => [`models.${model}.training.epochs=1`];
const lenet5 = (dataset: string) => [few(dataset), ...short('lenet5')];
const threeRows = (...probes: string[]) =>
  probes.map((probe) => `probes.${probe}.at={ epochs: [0, 1/2, 1] }`);
const patterns = [
  'models.mlp.training.epochs=6',
  'probes.steady.at={ epochs: [0, 5, 6] }',
  'probes.steady.sample.n=64',
  'matrix.seed=[1]',
];
const oneTrial = 'matrix.seed=[1]';

const unsmoothed = ['no-compression', 'no-compression-of-the-class'].map(
  (claim) => `claims.${claim}.smooth=1`,
);

/** Fewer filters of C1 and C2 under the names of an axis. */
const filtersOf = (variants: Readonly<Record<string, readonly [number, number]>>) => {
  const settings = Object.entries(variants).map(
    ([name, [first, second]]) =>
      `${name}: { models.lenet5.layers.C1.filters: ${first}, models.lenet5.layers.C2.filters: ${second} }`,
  );
  return `matrix.filters={ ${settings.join(', ')} }`;
};

/** A study from the initial weights that it states, from others, and with settings that learn early. */
function startingFrom(study: string, set: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return { [study]: set, [`${study}-he-normal`]: set, [`${study}-learns`]: set };
}

const stable = ['fixed', 'median', 'knn', 'aligned'].flatMap((name) => [
  `claims.${name}-stable.where.from=0.5`,
  `claims.${name}-dies-out.where.from=0`,
]);

/** What makes each study short: a few updates on a few samples, one trial; all its nodes stay. */
const shorter: Readonly<Record<string, readonly string[]>> = {
  ...startingFrom('paper/figure-3-mnist', [
    ...lenet5('mnist'),
    ...threeRows('forward', 'backward'),
    oneTrial,
  ]),
  'paper/figure-3-fashion-mnist': [...lenet5('fashion'), ...threeRows('forward', 'backward'), oneTrial],
  'paper/figure-3-svhn': [...lenet5('svhn'), ...threeRows('forward', 'backward'), oneTrial],
  ...startingFrom('paper/figure-4-mnist', [
    ...lenet5('mnist'),
    'probes.forward.at={ epochs: [1] }',
    'probes.backward.at={ epochs: [1] }',
    oneTrial,
  ]),
  ...startingFrom('paper/figure-6-mnist', [...lenet5('mnist'), ...threeRows('forward'), oneTrial]),
  'paper/figure-7-mnist': [...lenet5('mnist'), ...unsmoothed, 'reports.figure-7.zoom={ from: 0 }', oneTrial],
  'paper/figure-7-mnist-he-normal': [
    ...lenet5('mnist'),
    ...unsmoothed,
    'reports.figure-7.zoom={ from: 0 }',
    oneTrial,
  ],
  'paper/figure-7-fashion-mnist': [
    ...lenet5('fashion'),
    ...unsmoothed,
    'reports.figure-7.zoom={ from: 0 }',
    oneTrial,
  ],
  'paper/figure-7-svhn': [...lenet5('svhn'), ...unsmoothed, 'reports.figure-7.zoom={ from: 0 }', oneTrial],
  'paper/relay-backpropagation': [
    few('mnist'),
    ...short('net'),
    'probes.errors={ kind: errors, model: net, layers: [C1, C2, F1, F2, F3, F4, F5], at: { epochs: [0, 1] }, sample: { split: train, n: 32 } }',
    oneTrial,
  ],
  'companions/activations': [...lenet5('mnist'), ...threeRows('forward'), oneTrial],
  'companions/linear-probes': [
    ...lenet5('mnist'),
    ...threeRows('steady'),
    'probes.steady.sample.n=64',
    oneTrial,
  ],
  'companions/synergy': [
    ...lenet5('mnist'),
    ...threeRows('forward'),
    'probes.ends.at={ epochs: [0, 1] }',
    filtersOf({ '2-and-6': [2, 3], '6-and-16': [3, 4], '12-and-32': [4, 5] }),
    oneTrial,
  ],
  'companions/sensitivity': [
    'datasets.mnist.subset={ train: 256, test: 512 }',
    ...threeRows('forward', 'backward'),
    oneTrial,
  ],
  'companions/tishby-binning': [
    ...patterns,
    'claims.fits-then-compresses-binned.smooth=1',
    'claims.fits-then-compresses-binned.where.from=0',
    oneTrial,
  ],
  'paper/activations-plane': [
    ...lenet5('mnist'),
    'probes.forward.at={ every: 1 }',
    ...unsmoothed,
    ...unsmoothed.map((path) => path.replace('.smooth', '-scaled.smooth')),
    oneTrial,
  ],
  'paper/sigma': [
    ...lenet5('mnist'),
    ...threeRows('backward'),
    ...stable,
    'reports.stable.where.epoch=[0, 1]',
    oneTrial,
  ],
  'paper/sigma-fashion-mnist': [
    ...lenet5('fashion'),
    ...threeRows('backward'),
    ...stable,
    'reports.stable.where.epoch=[0, 1]',
    oneTrial,
  ],
  'networks/layer-norm': [
    few('mnist'),
    ...short('mlp'),
    'models.mlp.training.batchSize=56',
    'models.mlp.training.earlyStopping.on.heldOut=32',
    ...threeRows('forward'),
    'matrix.seed=[1]',
  ],
  'networks/quantised': [few('mnist'), ...short('mlp'), 'matrix.seed=[1]'],
  'companions/saxe-activations': [
    ...patterns,
    ...['binned', 'kde', 'renyi'].flatMap((name) => [
      `claims.relu-keeps-${name}.smooth=1`,
      `claims.relu-keeps-${name}.where.from=0`,
    ]),
    oneTrial,
  ],
  'companions/duplicate-filters': [
    ...lenet5('mnist'),
    'probes.end={ at: { epochs: [1] }, sample: { split: train, n: 64 }, kind: activations, model: lenet5, layers: [C2] }',
    oneTrial,
  ],
  'companions/bottleneck-dimension': [
    few('digits'),
    ...short('autoencoder'),
    ...threeRows('steady'),
    'probes.many.at={ epochs: [0, 1] }',
    'probes.steady.sample.n=32',
    'probes.many.sample.n=64',
    oneTrial,
  ],
  'companions/same-layers': [
    few('digits'),
    ...short('narrow'),
    ...short('wide'),
    ...threeRows('narrow', 'wide'),
    'probes.narrow.sample.n=32',
    'probes.wide.sample.n=32',
    'matrix.seed=[1, 2]',
  ],
  'companions/decided': [
    'datasets.patterns.subset={ train: 256, test: 64 }',
    'models.mlp.training.epochs=7',
    'probes.whole.at={ epochs: [0, 5, 6, 7] }',
    'probes.whole.sample.n=64',
    oneTrial,
  ],
  'companions/autoencoder-tied': [
    few('digits'),
    ...short('autoencoder'),
    ...threeRows('steady'),
    'probes.steady.sample.n=32',
    oneTrial,
  ],
  'onnx/exported-cnn': ['datasets.mnist.subset={ train: 256, test: 500 }', 'probes.forward.sample.n=64'],
  'companions/deeper': [
    few('digits'),
    ...short('vgg'),
    ...short('resnet'),
    ...threeRows('vgg-layers', 'resnet-layers'),
    'probes.vgg-layers.sample.n=32',
    'probes.resnet-layers.sample.n=32',
    oneTrial,
  ],
};

/** Data that is not part of the package or the system here; such studies are skipped by name. */
const hasFashion = existsSync('/usr/share/datasets/fashion-mnist');
const hasSvhn = (process.env.INFOPLANE_DATA ?? '')
  .split(':')
  .some((folder) => existsSync(join(folder, 'svhn')));
const lacksData = (name: string) =>
  (name.includes('fashion') && !hasFashion) || (name.includes('svhn') && !hasSvhn);

it('every study of the paper and its companions has a short form', async () => {
  const files = await Promise.all(
    ['paper', 'companions', 'onnx'].map(async (folder) =>
      (await readdir(join(packageRoot, 'specs', folder)))
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => `${folder}/${file}`),
    ),
  );
  expect(
    files
      .flat()
      .map((file) => file.replace('.yaml', ''))
      .sort(),
  ).toEqual(
    Object.keys(shorter)
      .filter((name) => !name.startsWith('networks/'))
      .sort(),
  );
});

describe('in a short form, each runs from the data to the report', () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  beforeAll(async () => {
    work = await createWorkplace({ INFOPLANE_DATA: process.env.INFOPLANE_DATA ?? '' });
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  /** The captures of the first training, exported and read as a recording, give its estimates again. */
  async function expectReadBack(study: string, estimates: readonly Record<string, unknown>[]): Promise<void> {
    const run = join('runs', study, 'latest');
    const plan: Plan = JSON.parse(await readFile(join(work.folder, run, 'plan.json'), 'utf8'));
    const stage = plan.stages.find(({ probes }) => probes.length > 0)!;
    const { trial, estimators: all } = stage.branches[0]!;
    // test/runs/comparisons.test.ts reads networks back that are compared
    const estimators = all.filter(({ other }) => other === undefined);
    if (estimators.length === 0) return;
    const place = `captures-${study}`;
    const exported = await work.infoplane(['export', study, '--captures', place, '--stage', stage.id]);
    expect([exported.code, exported.err]).toEqual([0, expect.not.stringContaining('losses lie')]);
    await writeFile(join(work.folder, 'read-back.yaml'), recordedStudy(stage, place, trial));
    const { code, err } = await work.infoplane(['run', 'read-back.yaml']);
    expect([code, err]).toEqual([0, expect.not.stringContaining('error[')]);
    const again = await readTables(join(work.folder, 'runs/read-back/latest/tables'));
    const names = ['estimator', 'iteration', 'layer', 'channel', 'channel_2'];
    const keyOf = (row: Record<string, unknown>) => names.map((column) => row[column]).join();
    const found = new Map(again.estimates.map((row) => [keyOf(row), row.value]));
    const own = estimates.filter((row) => row.trial === trial && row.model === stage.model.name);
    expect(found.size).toBe(own.length);
    for (const row of own) {
      const { probe } = estimators.find((one) => one.name === row.estimator)!;
      const { carries, sample } = stage.probes[probe]!;
      // activations of mini-batches may reach the run's estimators as inner products in float32
      const digits = carries === 'errors' || sample !== 'batch' ? 11 : 4;
      const [before, value] = [row.value, found.get(keyOf(row))];
      if (typeof before !== 'number') expect(value, keyOf(row)).toBe(before);
      else expect(value, keyOf(row)).toBeCloseTo(before, digits);
    }
  }

  for (const [name, settings] of Object.entries(shorter)) {
    it.skipIf(lacksData(name))(name, async () => {
      const set = settings.flatMap((setting) => ['--set', setting]);
      const { code, err } = await work.infoplane(['run', join(packageRoot, 'specs', `${name}.yaml`), ...set]);
      expect(err).not.toMatch(/error\[|bug/);
      expect(code).toBe(0);
      const folder = join(work.folder, 'runs', name.split('/')[1]!, 'latest');
      const { estimates, claims, training } = await readTables(join(folder, 'tables'));
      expect(training.length).toBeGreaterThan(0);
      const wrong = estimates.filter((row) => !Number.isFinite(row.value) && row.flag === null);
      expect(wrong).toEqual([]);
      for (const claim of claims.filter((row) => row.trial === 'all')) expect(claim.cases).toBeGreaterThan(0);
      expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('</html>');
      // a run whose study lies outside of its project finds no network beside it
      if (!name.startsWith('onnx/')) await expectReadBack(name.split('/')[1]!, estimates);
    });
  }
});
