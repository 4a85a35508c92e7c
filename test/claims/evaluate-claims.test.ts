import { expect, test } from 'vitest';
import { evaluateClaims } from '../../runner/claims/evaluate-claims.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { smallContext } from './small-tables.ts';

test('a claim may have more cases than a call takes arguments', async () => {
  const moments = 150_000;
  const estimates = Array.from({ length: 2 * moments }, (_, i) => ({
    estimator: 'IXT',
    quantity: 'I(X;T)',
    unit: 'bits',
    layer: i % 2 === 0 ? 'C1' : 'P1',
    epoch: Math.floor(i / 2) / 10,
    iteration: Math.floor(i / 2),
    value: i === 7 ? 3 : 2 - (i % 2),
  }));
  const context = smallContext({ estimates });
  const claim = {
    name: 'dpi',
    expect: 'non-increasing',
    params: { estimator: 'IXT', along: 'layer', tolerance: 0.1 },
    statement: '',
  };
  const { claims, cases } = await evaluateClaims(
    { ...context, plan: { ...context.plan, claims: [claim] } },
    ownKinds,
  );
  expect(cases.length).toBe(moments);
  expect([3, 4].map((row) => cases.at(row, 'violated'))).toEqual([true, false]);
  expect(claims.at(-1)).toMatchObject({ cases: moments, violations: 1, verdict: 'failed-once' });
});
