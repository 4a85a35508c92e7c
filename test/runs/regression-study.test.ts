import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../runner/random/stream.ts';
import { readTables } from '../../src/index.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

// A study whose Y are real values, from its tables of numbers to the report.

let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  const env: Record<string, string> = {};
  work = await createWorkplace(env);
  // where an export, which trains again, finds the files
  env.INFOPLANE_DATA = work.folder;
  await mkdir(join(work.folder, 'data'));
  for (const [part, count] of Object.entries({ train: 400, test: 100 })) {
    const stream = randomStream(5, part);
    const rows = Array.from({ length: count }, () => {
      const x = Array.from({ length: 3 }, () => stream.normal());
      return [...x, Math.sin(x[0]!) + x[1]! * x[2]!, x[0]! - x[1]!].join();
    });
    await writeFile(join(work.folder, 'data', `${part}.csv`), `a,b,c,y,z\n${rows.join('\n')}\n`);
  }
});
afterAll(() => rm(work.folder, { recursive: true }));

const files = (part: string, columns: string) =>
  `{ images: "data/${part}.csv#a,b,c", labels: "data/${part}.csv#${columns}" }`;

const study = (columns: string, targets: number) => `study: regression
seed: 1
datasets:
  mine:
    kind: npy
    files: { train: ${files('train', columns)}, test: ${files('test', columns)} }
    shape: [3]
    targets: ${targets}
    sizes: { train: 400, test: 100 }
models:
  net:
    kind: network
    dataset: mine
    layers:
      - { dense: F1, units: 12, activation: tanh }
      - { dense: out, units: ${targets} }
    training: { loss: mse, optimizer: adam, learningRate: 0.02, batchSize: 50, epochs: 15 }
probes:
  forward: { kind: activations, model: net, layers: [F1, out], at: { epochs: [0, 15] }, sample: { split: test, n: 60 } }
  backward: { kind: errors, model: net, layers: [F1], at: { epochs: [0, 15] } }
estimators:
  ITY: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), bandwidth: median, bandwidthY: 0.5 }
  HY: { kind: matrix-renyi, probe: forward, quantity: H(Y), bandwidthY: 0.5 }
  near: { kind: ksg, probe: forward, quantity: I(T;Y), k: 3 }
  alike: { kind: cka, probe: forward, quantity: CKA(T;Y) }
  slices: { kind: sliced, probe: forward, quantity: SI(T;Y), slices: 20 }
  IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: median }
claims:
  learns: { expect: falls, table: training, value: loss }
reports:
  training: { kind: training-curves }
  values: { kind: training-values, estimators: [ITY, IDD] }
`;

describe.each([
  ['y', 1],
  ['y,z', 2],
])('columns %s', (columns, targets) => {
  test('are learned, estimated with the width of Y, and told without an accuracy', async () => {
    await writeFile(join(work.folder, 'study.yaml'), study(columns, targets));
    const { code, err } = await work.infoplane(['run', 'study.yaml']);
    expect(err).not.toContain('warning: ');
    expect(code).toBe(0);
    const tables = await readTables(join(work.folder, 'runs/regression/latest/tables'));
    const losses = tables.training.filter(({ split }) => split === 'test').map(({ loss }) => Number(loss));
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    expect(tables.training.every(({ accuracy }) => accuracy === null)).toBe(true);
    const valuesOf = (name: string) =>
      tables.estimates.filter(({ estimator }) => estimator === name).map(({ value }) => Number(value));
    expect(valuesOf('ITY')).toHaveLength(4);
    expect(valuesOf('IDD')).toHaveLength(2);
    const methods = { near: 'ksg-1', alike: 'unbiased', slices: 'ksg-1' };
    for (const [name, method] of Object.entries(methods)) {
      const rows = tables.estimates.filter(({ estimator }) => estimator === name);
      expect(rows.map((row) => row.method)).toEqual([method, method, method, method]);
      const [, untrained, , trained] = valuesOf(name);
      expect(trained).toBeGreaterThan(untrained!);
    }
    expect(valuesOf('alike')[3]).toBeGreaterThan(0.8);
    // the output comes to say more of Y, and no more than Y has
    const [, before, , after] = valuesOf('ITY');
    expect(after).toBeGreaterThan(before!);
    expect(after).toBeLessThan(valuesOf('HY')[0]!);
    expect(new Set(valuesOf('HY')).size).toBe(1);
  }, 60_000);

  test('are written out with the captures, and estimated from them to the same values', async () => {
    const written = await work.infoplane([
      'export',
      'runs/regression/latest',
      '--captures',
      `captures-${targets}`,
    ]);
    expect(written.code, written.err).toBe(0);
    const header = JSON.parse(
      await readFile(join(work.folder, `captures-${targets}`, 'captures.json'), 'utf8'),
    );
    expect(header).not.toHaveProperty('classes');
    const read = study(columns, targets)
      .replace('study: regression', 'study: read-back')
      .replace(
        /datasets:[\s\S]*probes:/,
        `models:\n  net: { kind: recorded, captures: captures-${targets} }\nprobes:`,
      )
      .replace(/ {2}backward:.*\n/, '')
      .replace(/ {2}IDD:.*\n/, '')
      .replace(', sample: { split: test, n: 60 }', ', samples: test')
      .replace(/claims:[\s\S]*/, 'reports:\n  values: { kind: training-values, estimators: [ITY] }\n');
    await writeFile(join(work.folder, 'read.yaml'), read);
    const again = await work.infoplane(['run', 'read.yaml']);
    expect(again.code, again.err).toBe(0);
    const values = async (run: string) =>
      (await readTables(join(work.folder, 'runs', run, 'latest/tables'))).estimates
        .filter(({ estimator }) => estimator !== 'IDD')
        .map(({ layer, epoch, quantity, value }) => [layer, epoch, quantity, value]);
    expect(await values('read-back')).toEqual(await values('regression'));
  }, 60_000);
});
