import { expect, test } from 'vitest';
import { joinStages } from '../../src/plan/join-stages.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { planOf, studyText } from './study-text.ts';

const [model] = studyText.match(/ {2}net:[\s\S]*?epochs: 2 }\n/)!;
const text = studyText
  .replace(
    '\nprobes:\n',
    `${model.replace('net:', 'twin:')}\nprobes:\n  other: { kind: activations, model: twin, layers: [F1], at: { every: 3 } }\n  same: { kind: activations, model: twin, layers: [C1, P1, F1], at: { epochs: [0, 1/3, 2] } }\n`,
  )
  .replace(
    'estimators:\n',
    'estimators:\n  A: { kind: binning, probe: other, quantity: H(T) }\n  B: { kind: matrix-renyi, probe: same, quantity: I(X;T) }\n',
  );

test('stages of one training have the probes and estimates of all of them, each once', () => {
  const { stages } = planOf(text);
  const [net, twin] = stages;
  expect(net!.key).toBe(twin!.key);
  expect(joinStages([net!])).toBe(net);
  const joined = joinStages([twin!, net!]);
  expect(joined.id).toBe('twin');
  const keys = [...twin!.probes, ...net!.probes].map(({ key }) => key);
  expect(joined.probes.map(({ key }) => key)).toEqual([...new Set(keys)]);
  const estimates = stageEstimates(joined);
  // B of the one model and IXT of the other are one estimate
  expect(estimates.map(({ name }) => name)).toEqual(['A', 'B', 'IDD']);
  const probeOf = (name: string) => joined.probes[estimates.find((one) => one.name === name)!.probe]!;
  expect(probeOf('A').name).toBe('other');
  expect(probeOf('IDD').carries).toBe('errors');
});
