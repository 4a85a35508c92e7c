import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EstimateSource } from '../../runner/contract/run-events.ts';
import type { KeptEstimate, KeptTraining } from '../../runner/contract/stage-result.ts';
import { keptResults, keptSettings } from '../../runner/store/kept-results.ts';
import { openStore } from '../../runner/store/store.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { eventsOf } from './spawned-runs.ts';

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
  of-wide: { kind: activations, model: wide, layers: [F1], at: { every: 1 }, keep: never }
  of-narrow: { kind: activations, model: narrow, layers: [G1], at: { every: 1 }, keep: never }
estimators:
  IXT: { kind: matrix-renyi, probe: of-wide, quantity: I(X;T) }
  bins: { kind: binning, probe: of-narrow, quantity: I(X;T) }
claims:
  falls: { expect: at-most, estimator: IXT, bound: 9 }
matrix: { seed: [1, 2] }
reports:
  curves: { kind: layer-curves, estimators: [IXT] }
`;
const nothing = {
  trained: [],
  kept: ['narrow[seed=1]', 'narrow[seed=2]', 'wide[seed=1]', 'wide[seed=2]'],
  made: [],
};
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
    const estimated = events.flatMap(({ event, estimators }) =>
      event === 'stage-estimates' ? (estimators as EstimateSource[]) : [],
    );
    const made = [...new Set(estimated.filter(({ training }) => training > 0).map((one) => one.estimator))];
    return { trained: stages('stage-started'), kept: stages('stage-kept'), made: made.sort() };
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
    expect(await run(study)).toEqual({ trained: all, kept: [], made: ['IXT', 'bins'] });
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
    expect(await run(text)).toEqual(nothing);
  });

  it('an added estimator trains its stages only, for itself alone, and explain names it', async () => {
    const more = '  ITY: { kind: matrix-renyi, probe: of-narrow, quantity: I(T;Y) }\nclaims:';
    const text = changed(['claims:', more]);
    const told = await explain(text);
    expect(Object.keys(told).sort()).toEqual(all);
    for (const seed of [1, 2]) {
      expect(told[`wide[seed=${seed}]`]).toMatch(/^kept/);
      expect(told[`narrow[seed=${seed}]`]).toMatch(
        /^would run again .* kept, by onnx\/cpu.*\n {2}estimator ITY: makes the training run again; .*\n {4}estimator\.kind: binning -> matrix-renyi/,
      );
    }
    const { out } = await work.infoplane(['plan', 'reuse.yaml']);
    expect(out).toMatch(/\nnarrow\[seed=1\] .* would run again for ITY\n/);
    expect(out).toMatch(/\n4 of 4 trainings are kept already; 2 of them would run again for estimates\n$/);
    expect(await run(text)).toEqual({ trained: all.slice(0, 2), kept: all.slice(2), made: ['ITY'] });
    expect(await run(text)).toEqual(nothing);
    // neither does taking it away, nor what stood before, make anything run
    expect(await run(study)).toEqual(nothing);
  });

  it('an added estimator reads kept captures where there are, which plan, explain and run say', async () => {
    const kept = study.replaceAll(', keep: never', '');
    expect(await run(kept)).toEqual(nothing);
    await rm(join(work.folder, '.infoplane'), { recursive: true });
    await run(kept);
    const text = kept.replace(
      'claims:',
      '  ITY: { kind: matrix-renyi, probe: of-narrow, quantity: I(T;Y) }\nclaims:',
    );
    const told = await explain(text);
    expect(told['wide[seed=1]']).toMatch(/^kept/);
    expect(told['narrow[seed=1]']).toContain('\n  estimator ITY: reads kept captures');
    expect((await work.infoplane(['plan', 'reuse.yaml'])).out).toMatch(
      /\nnarrow\[seed=1\] .* reads kept captures for ITY\n/,
    );
    expect(await run(text)).toEqual({ trained: [], kept: all.slice(2), made: [] });
    expect(await run(text)).toEqual(nothing);
  });

  it.each<[string, [string, string], string, string[]]>([
    [
      'estimator',
      ['quantity: I(X;T) }\n  bins', 'quantity: I(X;T), alpha: 2 }\n  bins'],
      'estimator.alpha: 1.01 -> 2',
      ['IXT'],
    ],
    [
      'probe',
      ['layers: [F1], at: { every: 1 }', 'layers: [F1], at: { every: 2 }'],
      'probe.rows.every: 1 -> 2',
      ['IXT'],
    ],
  ])(
    'a changed %s trains for what reads it alone, and explain names the field',
    async (_, change, field, made) => {
      const text = changed(change);
      const told = await explain(text);
      expect(told['narrow[seed=1]']).toMatch(/^kept/);
      expect(told['wide[seed=1]']).toContain(
        `\n  estimator IXT: makes the training run again; from the nearest that is kept it differs in\n    ${field}`,
      );
      expect(await run(text)).toEqual({ trained: all.slice(2), kept: all.slice(0, 2), made });
      expect(await run(study)).toEqual(nothing);
    },
  );

  it('tables are the same bytes whether estimators came together or one after the other', async () => {
    const tables = async () => readFile(join(work.folder, 'runs/reuse/latest/tables/estimates.csv'), 'utf8');
    const more = '  half: { kind: matrix-renyi, probe: of-wide, quantity: I(X;T), alpha: 0.5 }\nclaims:';
    const text = changed(['claims:', more]);
    await run(text);
    const apart = await tables();
    await rm(join(work.folder, '.infoplane'), { recursive: true });
    expect((await run(text)).trained).toEqual(all);
    expect(await tables()).toBe(apart);
  });

  it('a training that ends with other weights than the kept ones is made anew with all its estimates, and that is said', async () => {
    const store = openStore(join(work.folder, '.infoplane'), () => {});
    const before = (await keptResults(store.folder)).results;
    const trainings = before.filter(({ of }) => of === 'training');
    const settings = await keptSettings(store.folder)(trainings);
    const [training] = trainings.filter(
      (_, at) => settings[at]!.seed === 1 && JSON.stringify(settings[at]).includes('F1'),
    );
    const kept = (await store.get(training!.inStore)) as KeptTraining;
    await store.put(training!.inStore, { ...kept, weights: '0'.repeat(64) });
    const [stale] = before.filter(
      ({ of, training: from }) => of === 'estimate' && from === training!.inStore,
    );
    await store.put(stale!.inStore, { ...((await store.get(stale!.inStore)) as object), rows: [] });
    const text = changed([
      'claims:',
      '  ITY: { kind: matrix-renyi, probe: of-wide, quantity: I(T;Y) }\nclaims:',
    ]);
    await writeFile(join(work.folder, 'reuse.yaml'), text);
    const { code, err } = await work.infoplane(['run', 'reuse.yaml']);
    expect(code).toBe(0);
    expect(err).toMatch(/warning: wide\[seed=1\]: trained again it ends with other weights/);
    expect(err.match(/wide\[seed=1\]: training, /g)).toHaveLength(2);
    expect(err.match(/wide\[seed=2\]: training, /g)).toHaveLength(1);
    expect(((await store.get(training!.inStore)) as KeptTraining).weights).toBe(kept.weights);
    expect(((await store.get(stale!.inStore)) as KeptEstimate).rows.iterations.length).toBeGreaterThan(0);
    expect(await run(text)).toEqual(nothing);
  });

  it('results of an older form are told of once, and gone after gc', async () => {
    const store = join(work.folder, '.infoplane');
    await rm(store, { recursive: true });
    const older = {
      inputs: { stage: 'a'.repeat(64), content: {}, numericClass: {} },
      format: 1,
      estimates: [],
    };
    await openStore(store, () => {}).put('b'.repeat(64), older);
    await rm(join(store, 'form'), { force: true });
    await writeFile(join(work.folder, 'reuse.yaml'), study);
    const told = await work.infoplane(['plan', 'reuse.yaml']);
    expect(told.err).toContain('1 kept result is of an older form');
    const first = await work.infoplane(['run', 'reuse.yaml']);
    expect(first.err).toContain('of an older form');
    expect((await work.infoplane(['run', 'reuse.yaml'])).err).not.toContain('of an older form');
    expect((await work.infoplane(['gc'])).out).toMatch(/^removed 1 result /);
    expect((await keptResults(store)).older).toBe(0);
    expect(await run(study)).toEqual(nothing);
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
    expect(await run(text)).toEqual({
      trained: ['narrow[seed=3]', 'wide[seed=3]'],
      kept: all,
      made: ['IXT', 'bins'],
    });
  });

  it('a changed network trains its stages only, and explain names the setting', async () => {
    const text = changed(['units: 12', 'units: 13']);
    const told = await explain(text);
    expect(told['narrow[seed=1]']).toMatch(/^kept/);
    expect(told['wide[seed=1]']).toMatch(/^would run; .*\n {2}layers\.F1\.units: 12 -> 13/);
    expect(await run(text)).toEqual({ trained: all.slice(2), kept: all.slice(0, 2), made: ['IXT'] });
  });

  it('a kind whose code has another version runs what used it again, and explain says so', async () => {
    newer.kind = 'binning';
    const told = await explain(study);
    expect(told['wide[seed=1]']).toMatch(/^kept/);
    expect(told['narrow[seed=1]']).toMatch(
      /\n {2}estimator bins: makes the training run again: a kind that it uses has another version than when it was kept$/,
    );
    expect(await run(study)).toEqual({ trained: all.slice(0, 2), kept: all.slice(2), made: ['bins'] });
    const { results } = await keptResults(join(work.folder, '.infoplane'));
    expect(results.filter(({ of }) => of === 'training')).toHaveLength(4);
    expect(results.filter(({ of }) => of === 'estimate')).toHaveLength(6);
  });
});
