import { expect, test } from 'vitest';
import { byLeastInformation, leastInformationRemark } from '../../runner/reporting/least-information.ts';
import { planOf, studyText } from '../plan/study-text.ts';

const pairs = (bound: string) =>
  `{ kind: matrix-renyi, probe: forward, quantity: "redundancy(X;{Ti,Tj})", bound: ${bound} }`;
const plan = planOf(
  studyText
    .replace(
      'estimators:\n',
      `estimators:\n  least: ${pairs('minimum')}\n  most: ${pairs('upper')}\n  low: { kind: kde, probe: forward, quantity: I(X;T) }\n`,
    )
    .replace(
      'reports:\n',
      'reports:\n  drawn: { kind: filter-redundancy, estimator: least }\n  ends: { kind: filter-redundancy, estimator: most }\n',
    ),
);

test('the estimators that take the least information as redundancy, and the figures that draw them', () => {
  expect([...byLeastInformation(plan)]).toEqual(['least']);
  expect(leastInformationRemark(plan, 'drawn')).toMatch(/^ In least .*I_min.*\.$/);
  for (const report of ['ends', 'curves', 'none']) expect(leastInformationRemark(plan, report)).toBe('');
});
