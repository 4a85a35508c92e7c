import { expect, it } from 'vitest';
import { comparedCaptures, withoutKeeping } from '../../../src/plan/keeping.ts';
import type { EstimatorPlan, Plan } from '../../../src/plan/plan.ts';
import { comparisons, ownEstimates } from '../../../src/plan/stage-estimates.ts';
import { planOf } from '../study-text.ts';

const network = 'kind: network, dataset: digits, training: { learningRate: 0.1, batchSize: 64, epochs: 2 }';
const layers = (units: number) =>
  `layers: [{ dense: F1, units: ${units} }, { dense: F2, units: 8 }, { dense: out, units: 10 }]`;
const sample = 'sample: { split: test, n: 50, seed: 1 }';
const probe = (model: string, more = '') =>
  `{ kind: activations, model: ${model}, layers: [F1, F2], at: { epochs: [0, 2] }, ${sample}${more} }`;

const study = (estimators: string, wide = 20) => `study: compared
datasets: { digits: { kind: mnist, subset: { train: 640, test: 100 } } }
models:
  narrow: { ${network}, ${layers(8)} }
  wide: { ${network}, ${layers(wide)} }
probes:
  narrow: ${probe('narrow')}
  wide: ${probe('wide')}
estimators:
  before: { kind: cka, probe: narrow, quantity: CKA(X;T) }
${estimators}
  after: { kind: cka, probe: narrow, quantity: CKA(T;Y) }
  there: { kind: cka, probe: wide, quantity: CKA(X;T) }
matrix: { seed: { range: [1, 3] } }
reports: { curves: { kind: layer-curves, estimators: [before, after, there] } }
`;
const both = `  widths: { kind: cka-between, probe: narrow, with: wide }
  seeds: { kind: cka-between, probe: narrow }`;

function ownKeys({ stages }: Plan): string[] {
  return stages.flatMap((stage) => [
    stage.key,
    ...stage.probes.map(({ key }) => key),
    ...ownEstimates(stage).map(({ key }) => key),
  ]);
}

it('comparisons change no key of what is beside them, and keep the captures that they read', () => {
  const [plain, compared] = [planOf(study('')), planOf(study(both))];
  expect(ownKeys(compared)).toEqual(ownKeys(plain));
  const keeps = ({ stages }: Plan) => stages.flatMap(({ probes }) => probes.map(({ keep }) => keep));
  expect(new Set(keeps(plain))).toEqual(new Set([undefined]));
  expect(new Set(keeps(compared))).toEqual(new Set(['always']));
  expect(comparedCaptures(plain).size).toBe(0);
  expect(comparedCaptures(compared).size).toBe(6);
  expect(new Set(keeps(withoutKeeping(plain)))).toEqual(new Set(['never']));
  expect(new Set(keeps(withoutKeeping(compared)))).toEqual(new Set(['always']));
});

it('they stand in the order of the study, one for each network that is compared', () => {
  const { stages } = planOf(study(both));
  const said = ({ name, other }: EstimatorPlan) => (other ? `${name} ${other.stage}` : name);
  const branchOf = (id: string) => stages.find((stage) => stage.id === id)!.branches[0]!.estimators.map(said);
  expect(branchOf('narrow[seed=2]')).toEqual([
    'before',
    'widths wide[seed=2]',
    'seeds narrow[seed=1]',
    'seeds narrow[seed=3]',
    'after',
  ]);
  expect(branchOf('wide[seed=2]')).toEqual(['there']);
  const [narrow, wide] = ['narrow[seed=2]', 'wide[seed=2]'].map((id) => stages.find((one) => one.id === id)!);
  const [widths] = comparisons(narrow!);
  expect(widths!.other.capture).toBe(wide!.probes[0]!.key);
});

it('a key follows from both captures, and both ways are two', () => {
  const keysOf = (plan: Plan) =>
    new Map(
      plan.stages.flatMap((stage) =>
        comparisons(stage).map(
          ({ name, other, key }) => [`${name} ${stage.id} ${other.stage}`, key] as const,
        ),
      ),
    );
  const [some, wider] = [keysOf(planOf(study(both))), keysOf(planOf(study(both, 30)))];
  expect(new Set(some.values()).size).toBe(3 + 3 * 2);
  for (const [name, key] of some) expect(wider.get(name) === key, name).toBe(name.startsWith('seeds'));
});

it('a study reads the same under another name of its entries', () => {
  const renamed = study(both).replaceAll('narrow', 'small').replaceAll('widths', 'sizes');
  const keys = (plan: Plan) => plan.stages.flatMap((stage) => comparisons(stage).map(({ key }) => key));
  expect(keys(planOf(renamed))).toEqual(keys(planOf(study(both))));
});
