import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { keptResults } from '../../runner/store/kept-results.ts';
import { openStore } from '../../runner/store/store.ts';
import { StoredCaptures } from '../../runner/store/stored-captures.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { cka, kernelOf } from '../kernels/similarity-reference.ts';
import { eventsOf } from './spawned-runs.ts';

const network = (units: number) => `
    kind: network
    dataset: digits
    layers: [{ dense: F1, units: ${units}, activation: tanh }, { dense: F2, units: 7, activation: tanh }, { dense: out, units: 10 }]
    training: { learningRate: 0.2, batchSize: 50, epochs: 2 }`;
const sample = 'sample: { split: test, n: 40, seed: 3 }';
const probe = (model: string, layers: string) =>
  `${model}: { kind: activations, model: ${model}, layers: [${layers}], at: { epochs: [0, 2] }, ${sample} }`;
const study = (seeds: number) => `study: compared
datasets:
  digits: { kind: mnist, subset: { train: 200, test: 60 } }
models:
  narrow:${network(6)}
  wide:${network(20)}
probes:
  ${probe('narrow', 'F1, F2')}
  ${probe('wide', 'F1, F2, out')}
estimators:
  widths: { kind: cka-between, probe: narrow, with: wide }
  seeds: { kind: cka-between, probe: narrow }
  lead: { kind: cka-between, probe: narrow, quantity: lead(Ti;Ui), estimate: biased }
claims:
  found: { estimator: lead, expect: at-least, bound: 0, where: { epoch: last } }
  same: { estimator: seeds, expect: greater-than, where: { layer: F2, layer_2: F2, epoch: last }, than: { layer_2: F1 } }
reports:
  alike: { kind: layer-similarity, estimator: widths }
  others: { kind: layer-similarity, estimator: seeds }
  leads: { kind: layer-curves, estimators: [lead], facet: epoch }
matrix:
  seed: { range: [1, ${seeds}] }
`;

let work: Awaited<ReturnType<typeof createWorkplace>>;
const at = (...parts: string[]) => join(work.folder, ...parts);
const latest = (name = 'compared') => at('runs', name, 'latest');
const estimates = async (name?: string) => (await readTables(join(latest(name), 'tables'))).estimates;

async function run(text: string, ...args: string[]) {
  await writeFile(at('compared.yaml'), text);
  const done = await work.infoplane(['run', 'compared.yaml', '--engine', 'onnx/cpu', ...args]);
  expect(done.code, done.err).toBe(0);
  const events = await eventsOf(latest());
  const of = (event: string) => events.filter((one) => one.event === event).map(({ stage }) => String(stage));
  return { ...done, trained: of('stage-started'), kept: of('stage-kept'), events };
}

beforeAll(async () => {
  work = await createWorkplace();
  await writeFile(at('package.json'), '{}');
});
afterAll(() => rm(work.folder, { recursive: true }));

/** What the probe of a stage saw at its rows. */
async function capturesOf(id: string): Promise<Capture[]> {
  const plan: Plan = JSON.parse(readFileSync(join(latest(), 'plan.json'), 'utf8'));
  const stage = plan.stages.find((one) => one.id === id)!;
  const store = new StoredCaptures(at('.infoplane'), () => {}, Date.now);
  const found = (await store.all()).find(({ capture }) => capture === stage.probes[0]!.key)!;
  const captures: Capture[] = [];
  for await (const capture of (await store.open(found.key))!) captures.push(capture);
  return captures;
}

function valuesOf(rows: readonly Row[], wanted: Readonly<Record<string, unknown>>): Row[] {
  return rows.filter((row) => Object.entries(wanted).every(([name, value]) => row[name] === value));
}

describe('two networks and three seeds', { timeout: 240_000 }, () => {
  it('are compared on the same samples, as the definition has it', async () => {
    const { trained, events, out } = await run(study(3));
    expect(trained).toHaveLength(6);
    const ends = events.filter(({ event }) => event === 'stage-finished').map(({ stage }) => stage);
    expect(ends.filter((stage) => String(stage).endsWith(' compared'))).toHaveLength(3);
    expect(out).not.toContain('bug');
    const rows = await estimates();
    expect(valuesOf(rows, { estimator: 'widths' })).toHaveLength(3 * 2 * 6);
    expect(valuesOf(rows, { estimator: 'seeds' })).toHaveLength(3 * 2 * 2 * 4);
    expect(valuesOf(rows, { estimator: 'lead' })).toHaveLength(3 * 2 * 2 * 2);
    const [mine, theirs, other] = await Promise.all(
      ['narrow[seed=2]', 'wide[seed=2]', 'narrow[seed=3]'].map(capturesOf),
    );
    for (const [moment, epoch] of [0, 2].entries()) {
      const [a, b, c] = [mine!, theirs!, other!].map((captures) => captures[moment]!);
      expect(b!.inputs).toEqual(a!.inputs);
      const similarity = (one: Capture, i: number, two: Capture, j: number, estimate: string) =>
        cka(kernelOf(one.layers[i]!, 40, null), kernelOf(two.layers[j]!, 40, null), estimate);
      for (const [i, layer] of ['F1', 'F2'].entries()) {
        const own = { seed: 2, epoch, model: 'narrow', layer };
        for (const [j, layer_2] of ['F1', 'F2', 'out'].entries()) {
          const found = valuesOf(rows, { ...own, layer_2, estimator: 'widths' });
          expect(found).toHaveLength(1);
          expect(found[0]).toMatchObject({ model_2: 'wide', seed_2: 2, channel_2: j, samples: 40 });
          expect(found[0]!.value).toBeCloseTo(similarity(a!, i, b!, j, 'unbiased'), 9);
        }
        for (const [j, layer_2] of ['F1', 'F2'].entries()) {
          const found = valuesOf(rows, { ...own, layer_2, seed_2: 3, estimator: 'seeds' });
          expect(found.map(({ model_2 }) => model_2)).toEqual(['narrow']);
          expect(found[0]!.value).toBeCloseTo(similarity(a!, i, c!, j, 'unbiased'), 9);
        }
        const ahead = similarity(a!, i, c!, i, 'biased') - similarity(a!, i, c!, 1 - i, 'biased');
        const [lead] = valuesOf(rows, { ...own, seed_2: 3, estimator: 'lead' });
        expect(lead!.value).toBeCloseTo(ahead, 9);
      }
    }
  });

  it('are kept; a further seed is compared with all, and nothing else is made', async () => {
    const again = await run(study(3));
    expect(again.trained).toEqual([]);
    expect(again.kept).toHaveLength(9);
    const before = await estimates();
    const more = await run(study(4), '--jobs', '2');
    expect(new Set(more.trained)).toEqual(new Set(['narrow[seed=4]', 'wide[seed=4]']));
    const rows = await estimates();
    expect(valuesOf(rows, { estimator: 'seeds' })).toHaveLength(4 * 3 * 2 * 4);
    expect(rows.filter((row) => row.seed !== 4 && row.seed_2 !== 4)).toEqual(before);
    const { out } = await work.infoplane(['plan', 'compared.yaml']);
    expect(out).toContain('8 of 8 trainings are kept');
    expect(out).not.toContain('reads kept captures');
  });

  it('are told as pairs: a claim has the interval of a jackknife over networks', async () => {
    const { claims, cases, estimates: rows } = await readTables(join(latest(), 'tables'));
    const all = claims.find(({ claim, trial }) => claim === 'same' && trial === 'all')!;
    const pairs = valuesOf(rows, { estimator: 'seeds', epoch: 2, layer: 'F2' });
    const mean = (seeds: readonly number[]) => {
      const kept = pairs.filter(
        (row) => seeds.includes(Number(row.seed)) && seeds.includes(Number(row.seed_2)),
      );
      const of = (layer_2: string) => valuesOf(kept, { layer_2 }).map(({ value }) => Number(value));
      const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      return average(of('F2')) - average(of('F1'));
    };
    const seeds = [1, 2, 3, 4];
    const whole = mean(seeds);
    const left = seeds.map((one) => 4 * whole - 3 * mean(seeds.filter((seed) => seed !== one)));
    const spread = Math.sqrt(left.reduce((sum, value) => sum + (value - whole) ** 2, 0) / 3 / 4);
    // Student's t of three degrees of freedom
    expect(all.low).toBeCloseTo(whole - 3.18244630528 * spread, 8);
    expect(all.high).toBeCloseTo(whole + 3.18244630528 * spread, 8);
    const own = cases.filter(({ claim, trial }) => claim === 'same' && trial === 'seed=1');
    expect(own).toHaveLength(1);
    expect(own[0]!.where).toBe('F2, with F2, epoch 2');
  });

  it('are the same bytes after their captures and one estimate are gone, and verify', async () => {
    const table = () => readFile(join(latest(), 'tables/estimates.csv'), 'utf8');
    const before = await table();
    const folder = at('.infoplane');
    await rm(join(folder, 'captures'), { recursive: true });
    const { results } = await keptResults(folder);
    const pair = results.find(({ other }) => other !== undefined)!;
    await openStore(folder, () => {}).remove(pair.inStore);
    const { trained } = await run(study(4));
    expect(trained).toHaveLength(8);
    expect(await table()).toBe(before);
    const { code, out } = await work.infoplane(['verify', 'compared']);
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'verified']);
  });

  it('are no trainings in the crate of a run, and stand beside them in its status', async () => {
    const { code, err } = await work.infoplane(['export', latest(), '--ro-crate', 'crate']);
    expect(code, err).toBe(0);
    const crate = JSON.parse(await readFile(at('crate/ro-crate-metadata.json'), 'utf8'));
    const names = crate['@graph'].map(({ name }: { name?: string }) => String(name));
    expect(names.filter((name: string) => name.startsWith('Training '))).toHaveLength(8);
    const { out } = await work.infoplane(['status', 'compared', '--json']);
    const { stages } = JSON.parse(out);
    const compared = stages.filter(({ stage }: { stage: string }) => stage.endsWith(' compared'));
    // one estimate of one of them was gone
    const states = compared.map(({ state }: { state: string }) => state);
    expect(states.toSorted()).toEqual(['done', 'kept', 'kept', 'kept']);
  });

  it('one of which was recorded elsewhere', async () => {
    const { code, err } = await work.infoplane(['export', latest(), '--captures', 'elsewhere']);
    expect(code, err).toBe(0);
    const before = valuesOf(await estimates(), { estimator: 'widths', seed: 2 });
    const one = study(2)
      .replace('study: compared', 'study: mixed')
      .replace(
        / {2}wide:\n[\s\S]*?\nprobes:/,
        '  wide: { kind: recorded, captures: "elsewhere/wide*" }\nprobes:',
      )
      .replace(
        /wide: \{ kind: activations.*/,
        'wide: { kind: activations, model: wide, layers: [F1, F2, out] }',
      )
      .replace(/ {2}seeds: .*\n {2}lead: .*\nclaims:[\s\S]*/, '');
    await writeFile(at('mixed.yaml'), one);
    const mixed = await work.infoplane(['run', 'mixed.yaml', '--engine', 'onnx/cpu']);
    expect(mixed.code, mixed.err).toBe(0);
    const rows = valuesOf(await estimates('mixed'), { seed: 2 });
    expect(rows.map(({ layer, layer_2, model_2, epoch }) => [layer, layer_2, model_2, epoch])).toEqual(
      before.map(({ layer, layer_2, epoch }) => [layer, layer_2, 'wide', epoch]),
    );
    for (const [place, row] of rows.entries()) expect(row.value).toBeCloseTo(Number(before[place]!.value), 9);
  });

  it('is refused where the samples of a recording are others', async () => {
    const other = (await readFile(at('mixed.yaml'), 'utf8')).replace('seed: 3 }', 'seed: 4 }');
    await writeFile(at('other.yaml'), other.replace('study: mixed', 'study: unlike'));
    const { code, err } = await work.infoplane(['run', 'other.yaml', '--engine', 'onnx/cpu']);
    expect(code).toBe(4);
    expect(err).toContain('are not of the same samples');
  });
});
