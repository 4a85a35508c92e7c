import { expect, test } from 'vitest';
import { readingGroups } from '../../runner/claims/readings.ts';
import { planOf, studyText } from '../plan/study-text.ts';

const text = studyText.replace(/estimators:[\s\S]*$/, '').concat(`estimators:
  renyi: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 1.01 }
  kde: { kind: kde, probe: forward, quantity: I(X;T) }
`);

test('settings that set readings apart are named in words, those of one setting too', () => {
  const varied = `${text}matrix: { estimators.renyi.bandwidth: [median, { silverman: { h: 5, exponent: paper } }] }\n`;
  const [group] = readingGroups(planOf(varied));
  expect(group!.map(({ label }) => label)).toEqual([
    'renyi (bandwidth median)',
    'kde',
    'renyi (bandwidth silverman h 5, exponent paper)',
  ]);
});

test('an estimator with one set of settings has its name alone', () => {
  expect(readingGroups(planOf(text)).map((group) => group.map(({ label }) => label))).toEqual([
    ['renyi', 'kde'],
  ]);
});
