import { expect, test } from 'vitest';
import { resolvedYaml } from '../../../src/document/resolved-yaml.ts';
import { compileText, planOf, studyText } from '../study-text.ts';

const each = (initializer: string) => [
  `models.net.layers.C1.initializer=${initializer}`,
  `models.net.layers.F1.initializer=${initializer}`,
  `models.net.layers.out.initializer=${initializer}`,
];

test("a network's initialiser is that of all its layers with weights: the same training as with each of them told", () => {
  const [stage] = planOf(studyText, ['models.net.initializer=he-normal']).stages;
  const [told] = planOf(studyText, each('he-normal')).stages;
  expect(stage!.key).toBe(told!.key);
  expect(stage!.network!.layers.map(({ params }) => params.initializer)).toEqual([
    'he-normal',
    undefined,
    'he-normal',
    'he-normal',
  ]);
  expect(stage!.key).not.toBe(planOf(studyText).stages[0]!.key);
});

test("a layer's own initialiser is kept, the default of its kind too", () => {
  const set = ['models.net.initializer=he-normal', 'models.net.layers.F1.initializer=glorot-uniform'];
  const { layers } = planOf(studyText, set).stages[0]!.network!;
  expect(layers.map(({ params }) => params.initializer)).toEqual([
    'he-normal',
    undefined,
    'glorot-uniform',
    'he-normal',
  ]);
});

test('it is swept, and the default is the same training as nothing said', () => {
  const swept = `${studyText}
matrix:
  models.net.initializer: [glorot-uniform, he-normal]
`;
  const keys = planOf(swept).stages.map(({ key }) => key);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(planOf(studyText).stages[0]!.key);
});

test('one that is not known is told', () => {
  const { diagnostics } = compileText(studyText, ['models.net.initializer=he']);
  expect(diagnostics.map(({ code }) => code)).toEqual(['value-not-allowed']);
});

test('the resolved study reads back as the same trainings, swept or not', () => {
  const swept = `${studyText}
matrix:
  models.net.initializer: [glorot-uniform, he-normal]
`;
  for (const [text, set] of [
    [studyText, ['models.net.initializer=he-normal']],
    [studyText, ['models.net.initializer=he-normal', 'models.net.layers.F1.initializer=glorot-uniform']],
    [swept, []],
  ] as const) {
    const { plan, spec } = compileText(text, set);
    const again = planOf(resolvedYaml(spec!));
    expect(again.stages.map(({ key }) => key)).toEqual(plan!.stages.map(({ key }) => key));
  }
});
