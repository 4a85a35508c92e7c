import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

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

/** What makes each study short: a few updates on a few samples, one trial; all its nodes stay. */
const shorter: Readonly<Record<string, readonly string[]>> = {
  'paper/figure-3-mnist': [...lenet5('mnist'), ...threeRows('forward', 'backward'), oneTrial],
  'paper/figure-3-mnist-learns': [...lenet5('mnist'), ...threeRows('forward', 'backward'), oneTrial],
  'paper/figure-3-fashion-mnist': [...lenet5('fashion'), ...threeRows('forward', 'backward'), oneTrial],
  'paper/figure-3-svhn': [...lenet5('svhn'), ...threeRows('forward', 'backward'), oneTrial],
  'paper/figure-4-mnist': [
    ...lenet5('mnist'),
    'probes.forward.at={ epochs: [1] }',
    'probes.backward.at={ epochs: [1] }',
    oneTrial,
  ],
  'paper/figure-6-mnist': [...lenet5('mnist'), ...threeRows('forward'), oneTrial],
  'paper/figure-7-mnist': [...lenet5('mnist'), ...unsmoothed, 'reports.figure-7.zoom={ from: 0 }'],
  'paper/figure-7-fashion-mnist': [...lenet5('fashion'), ...unsmoothed, 'reports.figure-7.zoom={ from: 0 }'],
  'paper/figure-7-svhn': [...lenet5('svhn'), ...unsmoothed, 'reports.figure-7.zoom={ from: 0 }'],
  'companions/activations': [...lenet5('mnist'), ...threeRows('forward'), oneTrial],
  'companions/linear-probes': [
    ...lenet5('mnist'),
    ...threeRows('steady'),
    'probes.steady.sample.n=64',
    oneTrial,
  ],
  'companions/synergy': [...lenet5('mnist'), ...threeRows('forward'), oneTrial],
  'companions/sensitivity': [
    'datasets.mnist.subset={ train: 256, test: 512 }',
    ...threeRows('forward', 'backward'),
    oneTrial,
  ],
  'companions/tishby-binning': [...patterns, oneTrial],
  'companions/saxe-activations': [...patterns, oneTrial],
  'companions/duplicate-filters': [
    ...lenet5('mnist'),
    'probes.end={ at: { epochs: [1] }, sample: { split: train, n: 64 }, kind: activations, model: lenet5, layers: [C2] }',
    oneTrial,
  ],
  'companions/autoencoder-bottleneck': [
    few('digits'),
    ...short('autoencoder'),
    ...threeRows('steady'),
    'probes.steady.sample.n=32',
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
  ).toEqual(Object.keys(shorter).sort());
});

describe('in a short form, each runs from the data to the report', () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  beforeAll(async () => {
    work = await createWorkplace({ INFOPLANE_DATA: process.env.INFOPLANE_DATA ?? '' });
  });
  afterAll(() => rm(work.folder, { recursive: true }));

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
    });
  }
});
