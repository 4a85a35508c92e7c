import { expect, test } from 'vitest';
import { estimateCapture } from '../../../runner/estimation/estimate-capture.ts';
import { plainNumerics } from '../../../runner/kernels/numerics.ts';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import { loadCatalog } from '../../../src/node/catalog.ts';
import { rowsAtMoment, rowsOf } from '../../../src/plan/resolve/row-subject.ts';
import { smallCapture } from '../../estimation/small-capture.ts';

const entry = loadCatalog().entries.find(({ kind }) => kind === 'matrix-renyi')!;

test.each([
  { quantity: 'H(X)' },
  { quantity: 'H(Y)' },
  { quantity: 'H(T)' },
  { quantity: 'I(X;T)', split: 'units' },
  { quantity: 'H(Tc)' },
  { quantity: 'I(X;Tc)', split: 'units' },
  { quantity: 'leave-one-out' },
  { quantity: 'I(X;{Ti,Tj})' },
  { quantity: 'I(X;{Ti,Tj})', split: 'units' },
  { quantity: 'redundancy' },
  { quantity: 'trade-off', split: 'units' },
])('as many rows of $quantity, split $split, are foreseen as an estimator gives', async (settings) => {
  const capture = smallCapture(3);
  const params = { probe: 'p', alpha: 2, bandwidth: { silverman: 1.5 }, base: 2, ...settings };
  const [rows] = await estimateCapture(capture, [{ kind: 'matrix-renyi', params }], plainNumerics, ownKinds);
  expect(rowsAtMoment(rowsOf(entry, params), params, capture.layers)).toBe(rows!.length);
});
