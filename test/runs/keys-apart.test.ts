import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EstimateSource } from '../../runner/contract/run-events.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { eventsOf, keptResults, spawnRun } from './spawned-runs.ts';

/** No captures are kept: what is new makes the training run again. */
const study = (estimators: string, more = '') => `study: apart
datasets:
  digits: { kind: mnist, subset: { train: 640, test: 20 } }
models:
  net:
    kind: network
    dataset: digits
    layers: [{ conv: C1, filters: 4, kernel: 5, stride: 3, activation: relu }, { dense: F1, units: 12, activation: relu }, { dense: out, units: 10 }]
    training: { learningRate: 0.05, batchSize: 32, epochs: 24 }
${more}
probes:
  seen: { kind: activations, model: net, layers: [C1, F1], at: { every: 24 }, keep: never }
  held: { kind: activations, model: net, layers: [F1], at: { epochs: [0, 24] }, sample: { split: test, n: 20 }, keep: never }
estimators:
${estimators}
`;
const IXT = '  IXT: { kind: matrix-renyi, probe: seen, quantity: I(X;T) }\n';
const smoothed =
  '  smooth: { kind: matrix-renyi, probe: seen, quantity: I(T;Y), bandwidth: kernel-alignment }\n';
const bins = '  bins: { kind: binning, probe: held, quantity: I(T;Y) }\n';
const maps = '  maps: { kind: matrix-renyi, probe: seen, quantity: I(X;Tc) }\n';

describe('trainings, captures and estimates apart', { timeout: 300_000 }, () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  beforeEach(async () => {
    work = await createWorkplace({ INFOPLANE_CHECKPOINT_SECONDS: '0' });
  });
  afterEach(() => rm(work.folder, { recursive: true }));

  const latest = () => join(work.folder, 'runs/apart/latest');
  const table = async (estimator: string, run = latest()) =>
    (await readFile(join(run, 'tables/estimates.csv'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes(`,${estimator},`));

  /** Runs a study; gives the trainings that it began, where they went on from, and the estimators that they were for. */
  async function run(text: string) {
    await writeFile(join(work.folder, 'apart.yaml'), text);
    const { code, err } = await work.infoplane(['run', 'apart.yaml']);
    expect(code, err).toBe(0);
    return told();
  }
  async function told() {
    const events = await eventsOf(latest());
    const of = (name: string) => events.filter(({ event }) => event === name);
    const sources = of('stage-estimates').flatMap(({ estimators }) => estimators as EstimateSource[]);
    return {
      began: of('stage-started').map(({ stage }) => stage),
      resumed: of('stage-resumed').map(({ iteration }) => Number(iteration)),
      made: sources.filter(({ training }) => training > 0).map(({ estimator }) => estimator),
    };
  }
  /** Begins a run and ends it when checkpoints are there. */
  async function interrupt(text: string): Promise<void> {
    await writeFile(join(work.folder, 'apart.yaml'), text);
    const stop = new AbortController();
    const running = work.infoplane(['run', 'apart.yaml'], stop.signal);
    const folder = join(work.folder, '.infoplane/checkpoints');
    const saved = async () =>
      (await readdir(folder, { recursive: true }).catch(() => [])).some((name) =>
        /\/\d{2,}\.checkpoint$/.test(name),
      );
    while (!(await saved())) await new Promise((done) => setTimeout(done, 5));
    stop.abort();
    expect((await running).code).toBe(130);
  }

  it('a training that was interrupted goes on for fewer estimators, and begins again for others', async () => {
    await interrupt(study(IXT + smoothed));
    expect(await keptResults(work.folder)).toEqual({ trainings: [], estimates: [] });
    const partial = await table('smooth');
    expect(partial.length).toBeGreaterThan(0);

    const fewer = await run(study(smoothed));
    expect(fewer).toMatchObject({ began: ['net'], made: ['smooth'] });
    expect(fewer.resumed[0]).toBeGreaterThan(9);
    const rows = await table('smooth');
    expect(rows.slice(0, partial.length)).toEqual(partial);

    expect(await run(study(IXT + smoothed))).toEqual({ began: ['net'], resumed: [], made: ['IXT'] });
    const both = [await table('IXT'), await table('smooth')];
    expect(both[1]).toEqual(rows);

    await rm(join(work.folder, '.infoplane'), { recursive: true });
    await interrupt(study(IXT));
    expect(await run(study(IXT + smoothed))).toEqual({
      began: ['net'],
      resumed: [],
      made: ['IXT', 'smooth'],
    });
    expect([await table('IXT'), await table('smooth')]).toEqual(both);
  });

  it('a training that is run again for an estimator goes on where that was interrupted, and keeps no part of it', async () => {
    await run(study(IXT));
    await interrupt(study(IXT + smoothed + bins));
    expect(await keptResults(work.folder)).toMatchObject({
      trainings: [expect.any(String)],
      estimates: [expect.any(String)],
    });
    // what is kept is whole in the tables of the run that was interrupted
    expect((await table('IXT')).length).toBe(2 * 21);
    expect((await table('smooth')).length).toBeLessThan(2 * 21);
    const { out } = await work.infoplane(['status']);
    expect(out).toContain('kept: IXT; trained for: smooth, bins');
    const again = await run(study(IXT + smoothed + bins));
    expect(again).toMatchObject({ began: ['net'], made: ['smooth', 'bins'] });
    expect(again.resumed[0]).toBeGreaterThan(9);
    expect((await table('smooth')).length).toBe(2 * 21);
  });

  it('runs with other estimators share a training side by side, and have the tables that they have alone', async () => {
    const texts = { one: study(IXT + bins), two: study(smoothed + bins) };
    for (const [name, text] of Object.entries(texts))
      await writeFile(join(work.folder, `${name}.yaml`), text);
    const runs = Object.keys(texts).map((name) =>
      spawnRun(work.folder, ['run', `${name}.yaml`, '--out', name]),
    );
    for (const { ended } of runs) expect((await ended).code).toBe(0);
    const folder = (name: string) => join(work.folder, name, 'apart/latest');
    const found = {
      IXT: await table('IXT', folder('one')),
      smooth: await table('smooth', folder('two')),
      bins: [await table('bins', folder('one')), await table('bins', folder('two'))],
    };
    const kept = await keptResults(work.folder);
    expect([kept.trainings.length, kept.estimates.length]).toEqual([1, 3]);
    await rm(join(work.folder, '.infoplane'), { recursive: true });
    await run(study(IXT + smoothed + bins));
    expect(found.IXT).toEqual(await table('IXT'));
    expect(found.smooth).toEqual(await table('smooth'));
    for (const one of found.bins) expect(one).toEqual(await table('bins'));
  });

  it('a network pruned by an estimator is trained anew with that one alone, one that is pruned at random with none', async () => {
    const pruned = (drop: string) =>
      `  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2, drop: ${drop}, training: { learningRate: 0.05, batchSize: 32, epochs: 1 } }`;
    const ranked = (estimators: string) =>
      study(estimators, pruned('smallest')).concat('reports: { training: { kind: training-curves } }\n');
    expect(await run(ranked(maps))).toMatchObject({ began: ['net', 'fewer'], made: ['maps'] });
    expect(await run(ranked(maps + IXT))).toMatchObject({ began: ['net'], made: ['IXT'] });
    const other = maps.replace('I(X;Tc)', 'I(X;Tc), alpha: 2');
    expect(await run(ranked(other))).toMatchObject({ began: ['net', 'fewer'], made: ['maps'] });
    expect((await run(ranked(maps))).began).toEqual([]);

    const random = (estimators: string) => ranked(estimators).replace('smallest', 'random');
    expect(await run(random(maps))).toMatchObject({ began: ['fewer'], made: [] });
    const third = maps.replace('I(X;Tc)', 'I(X;Tc), alpha: 1.5');
    expect(await run(random(third))).toMatchObject({ began: ['net'], made: ['maps'] });
  });

  it('two models that are alike train once for the probes of both', async () => {
    const twin = study(IXT).split('\n').slice(4, 9).join('\n').replace('  net:', '  twin:');
    const probes = '  other: { kind: errors, model: twin, layers: [F1], at: { every: 48 } }\nestimators:\n';
    const text = study(IXT, twin).replace(
      'estimators:\n',
      `${probes}  IDD: { kind: matrix-renyi, probe: other, quantity: I(dL;dk) }\n`,
    );
    expect(await run(text)).toEqual({ began: ['net'], resumed: [], made: ['IXT', 'IDD'] });
    expect([(await table('IXT')).length, (await table('IDD')).length]).toEqual([2 * 21, 11]);
    expect((await run(text)).began).toEqual([]);
  });
});
