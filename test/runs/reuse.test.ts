import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keptResults } from '../../runner/store/kept-results.ts';
import { openStore } from '../../runner/store/store.ts';
import { eventsOf } from './spawned-runs.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

/** A kind that counts as one version newer than it is. */
const newer = vi.hoisted(() => ({ kind: '' }));
vi.mock('../../src/node/catalog.ts', async (original) => {
  const module = await original<typeof import('../../src/node/catalog.ts')>();
  return {
    ...module,
    loadCatalog() {
      const catalog = module.loadCatalog();
      const entries = catalog.entries.map((entry) =>
        entry.kind === newer.kind ? { ...entry, version: entry.version + 1 } : entry,
      );
      return { ...catalog, entries };
    },
  };
});

/** Two networks, each with a probe and an estimator of its own, in two trials: four trainings. */
const study = `study: reuse
title: Two networks
datasets:
  digits: { kind: mnist, subset: { train: 64, test: 10 } }
models:
  wide:
    kind: network
    dataset: digits
    layers: [{ dense: F1, units: 12, activation: relu }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, batchSize: 32, epochs: 1 }
  narrow:
    kind: network
    dataset: digits
    layers: [{ dense: G1, units: 3, activation: relu }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, batchSize: 32, epochs: 1 }
probes:
  of-wide: { kind: activations, model: wide, layers: [F1], at: { every: 1 } }
  of-narrow: { kind: activations, model: narrow, layers: [G1], at: { every: 1 } }
estimators:
  IXT: { kind: matrix-renyi, probe: of-wide, quantity: I(X;T) }
  bins: { kind: binning, probe: of-narrow, quantity: I(X;T) }
claims:
  falls: { expect: at-most, estimator: IXT, bound: 9 }
matrix: { seed: [1, 2] }
reports:
  curves: { kind: layer-curves, estimators: [IXT] }
`;
const all = ['narrow[seed=1]', 'narrow[seed=2]', 'wide[seed=1]', 'wide[seed=2]'];

describe('what has been run is not run again', { timeout: 300_000 }, () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  /** Runs a study; gives the stages that were trained and those whose result was kept. */
  async function run(text: string) {
    await writeFile(join(work.folder, 'reuse.yaml'), text);
    const { code, out, err } = await work.infoplane(['run', 'reuse.yaml']);
    expect(code, err).toBe(0);
    const folder = /report: (.*)\/report\.html/.exec(out)![1]!;
    const events = await eventsOf(join(work.folder, folder));
    const stages = (name: string) =>
      events
        .filter(({ event }) => event === name)
        .map(({ stage }) => String(stage))
        .sort();
    return { trained: stages('stage-started'), kept: stages('stage-kept') };
  }
  /** What `explain` says of a study, by stage. */
  async function explain(text: string) {
    await writeFile(join(work.folder, 'reuse.yaml'), text);
    const { code, out, err } = await work.infoplane(['explain', 'reuse.yaml']);
    expect(code, err).toBe(0);
    const stages = out.split(/\n(?! )/).filter((one) => one !== '');
    return Object.fromEntries(
      stages.map((one) => [one.slice(0, one.indexOf(': ')), one.slice(one.indexOf(': ') + 2)]),
    );
  }
  const changed = (...changes: [string, string][]) =>
    changes.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replaceAll(from, to);
    }, study);

  beforeEach(async () => {
    newer.kind = '';
    work = await createWorkplace();
    expect(await run(study)).toEqual({ trained: all, kept: [] });
  });
  afterEach(() => rm(work.folder, { recursive: true }));

  it.each<[string, [string, string][]]>([
    ['report', [['kind: layer-curves, estimators: [IXT]', 'kind: training-curves']]],
    ['claim', [['bound: 9', 'bound: 0.5']]],
    ['title', [['title: Two networks', 'title: Another']]],
    [
      'name',
      [
        ['study: reuse', 'study: renamed'],
        ['IXT', 'information'],
        ['of-wide', 'seen'],
        ['F1', 'hidden'],
        ['digits', 'numbers'],
        ['falls', 'sinks'],
      ],
    ],
  ])('a changed %s trains nothing, and explain says so', async (_, changes) => {
    const text = changed(...changes);
    for (const told of Object.values(await explain(text))) expect(told).toMatch(/^kept, by onnx\/cpu/);
    expect(await run(text)).toEqual({ trained: [], kept: all });
  });

  it('an added estimator trains its stages only, and explain names it', async () => {
    const more = '  ITY: { kind: matrix-renyi, probe: of-narrow, quantity: I(T;Y) }\nclaims:';
    const text = changed(['claims:', more]);
    const told = await explain(text);
    expect(Object.keys(told).sort()).toEqual(all);
    for (const seed of [1, 2]) {
      expect(told[`wide[seed=${seed}]`]).toMatch(/^kept/);
      expect(told[`narrow[seed=${seed}]`]).toMatch(
        /^would run; .*\n {2}estimators\.seed=\d\.ITY: \(none\) -> /,
      );
    }
    expect(await run(text)).toEqual({ trained: all.slice(0, 2), kept: all.slice(2) });
  });

  it('added trials run alone, and explain names the seed', async () => {
    const text = changed(['seed: [1, 2]', 'seed: [1, 2, 3]']);
    const told = await explain(text);
    expect(told['wide[seed=1]']).toMatch(/^kept/);
    expect(told['wide[seed=3]']).toMatch(/^would run; .*\n {2}seed: [12] -> 3/);
    const { out } = await work.infoplane(['plan', 'reuse.yaml']);
    expect(out).toMatch(/\nwide\[seed=1\] .* kept\n/);
    expect(out).toMatch(/\nwide\[seed=3\] .* would run\n/);
    expect(out).toMatch(/\n4 of 6 trainings are kept already\n$/);
    expect(await run(text)).toEqual({ trained: ['narrow[seed=3]', 'wide[seed=3]'], kept: all });
  });

  it('a changed network trains its stages only, and explain names the setting', async () => {
    const text = changed(['units: 12', 'units: 13']);
    const told = await explain(text);
    expect(told['narrow[seed=1]']).toMatch(/^kept/);
    expect(told['wide[seed=1]']).toMatch(/^would run; .*\n {2}layers\.F1\.units: 12 -> 13/);
    expect(await run(text)).toEqual({ trained: all.slice(2), kept: all.slice(0, 2) });
  });

  it('a kind whose code has another version runs what used it again, and explain says so', async () => {
    newer.kind = 'binning';
    const told = await explain(study);
    expect(told['wide[seed=1]']).toMatch(/^kept/);
    expect(told['narrow[seed=1]']).toBe(
      'would run: a kind that it uses has another version than when it was kept',
    );
    expect(await run(study)).toEqual({ trained: all.slice(0, 2), kept: all.slice(2) });
    const store = join(work.folder, '.infoplane');
    expect(await keptResults(openStore(store, () => {}).folder)).toHaveLength(6);
  });
});
