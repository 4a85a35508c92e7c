import { expect, test } from 'vitest';
import { lowerSettings } from '../../runner/calibration/lower-settings.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import type { JsonObject, Plan } from '../../src/plan/plan.ts';
import { planOf, studyText } from '../plan/study-text.ts';
import { calibrated } from './calibrated.ts';

const most = { slices: 100, 'null.permutations': 99, 'spectrum.lanczos.probes': 20 };

test('what is above the most is lowered, wherever it stands, and named', () => {
  const params = { slices: 500, k: 900, null: { permutations: 1e5, value: 'p' }, spectrum: 'auto' };
  const { params: lowered, words } = lowerSettings(params, most);
  expect(lowered).toEqual({ ...params, slices: 100, null: { permutations: 99, value: 'p' } });
  expect(words).toContain('100 slices (the study has 500)');
  expect(words).toContain('99 permutations (the study has 100000)');
  expect(params.null.permutations).toBe(1e5);
});

test('what is not, is as it was', () => {
  const params: JsonObject = { slices: 100, null: { permutations: 20 }, spectrum: { lanczos: { steps: 7 } } };
  expect(lowerSettings(params, most)).toEqual({ params, words: '' });
  expect(lowerSettings({}, most)).toEqual({ params: {}, words: '' });
});

/** A plan whose one estimator has settings that the schema would refuse. */
function planWith(estimator: string, more: JsonObject): Plan {
  const plan = planOf(studyText.replace(/claims:[\s\S]*$/, ''), [`estimators={E: {${estimator}}}`]);
  const stages = plan.stages.map((stage) => ({
    ...stage,
    branches: stage.branches.map((branch) => ({
      ...branch,
      estimators: branch.estimators.map((one) => ({ ...one, params: { ...one.params, ...more } })),
    })),
  }));
  return { ...plan, stages };
}

test.each([
  ['kind: sliced, probe: forward, quantity: SI(T;Y)', { slices: 1e9 }, 3],
  ['kind: ksg, probe: forward, quantity: I(X;T)', { null: { permutations: 1e9, value: 'observed' } }, 7],
  ['kind: matrix-renyi, probe: forward, quantity: I(X;T)', { null: { permutations: 1e9 } }, 8],
  ['kind: matrix-renyi, probe: forward, quantity: I(X;T)', { spectrum: { lanczos: { probes: 1e9 } } }, 7],
] as const)(
  'known cases end whatever is asked for, and the card says so: %s %j',
  async (estimator, more, cases) => {
    const [card] = await calibrated(planWith(estimator, more as JsonObject), [], ownKinds);
    expect(card!.cases).toHaveLength(cases);
    expect(card!.problems).toEqual([]);
    expect(card!.settings).toContain('(the study has 1000000000)');
  },
  120_000,
);
