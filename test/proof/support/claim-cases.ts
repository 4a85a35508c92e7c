import type { ClaimExample, ExampleVerdict } from '../../../runner/proof/claim-properties.ts';
import type { JsonObject } from '../../../src/plan/json.ts';
import type { Row } from '../../../src/table/columns.ts';
import { accuracies, course, smallContext } from '../../claims/small-tables.ts';

// Goldens of infoplane's own claims by kind: tables where the claim holds, where it fails, where it says nothing, and where there is
// nothing to look at.

/** A case a verdict, named after it. */
function cases(
  params: JsonObject,
  tablesOf: (given: never) => ClaimExample['tables'],
  given: Readonly<Partial<Record<ExampleVerdict, unknown>>>,
): ClaimExample[] {
  return Object.entries(given).map(([verdict, values]) => ({
    name: verdict,
    params,
    tables: tablesOf(values as never),
    verdict: verdict as ExampleVerdict,
  }));
}

type Values = readonly (number | null)[];
const seeds = [1, 2];

/** The course of one layer over the epochs, with both seeds. */
const ofLayer = (values: Values) =>
  smallContext({ seeds, estimates: seeds.flatMap((seed) => course('F1', values, { seed })) });
/** A value a layer, in the order of the network, with both seeds. */
const ofLayers = (values: Values) => {
  const rows = (seed: number): Row[] =>
    ['C1', 'F1', 'F2'].flatMap((layer, at) => course(layer, [values[at] ?? null], { seed }));
  return smallContext({ seeds, estimates: seeds.flatMap(rows) });
};
const ofTraining = (values: readonly number[]) =>
  smallContext({ seeds, training: seeds.flatMap((seed) => accuracies(values, { seed })) });

const estimator = 'IXT';
const gone = [null, null, null];
const compared = { estimator, where: { layer: 'C1' }, than: { layer: 'F1' }, tolerance: 0.1 };

/** By kind; a kind that has none, or lacks a verdict that it can give, is a test that fails. */
export const claimCases: Readonly<Record<string, readonly ClaimExample[]>> = {
  'at-least': [
    ...cases({ table: 'training', bound: 0.5, tolerance: 0.1 }, ofTraining, {
      holds: [0.8, 0.9],
      fails: [0.2, 0.9],
      vacuous: [0.52, 0.45],
    }),
    ...cases({ estimator, bound: 0.5 }, ofLayer, { 'no-data': gone }),
  ],
  'at-most': [
    ...cases({ table: 'training', bound: 0.5, tolerance: 0.1 }, ofTraining, {
      holds: [0.2, 0.1],
      fails: [0.2, 0.9],
      vacuous: [0.52, 0.45],
    }),
    ...cases({ estimator, bound: 0.5 }, ofLayer, { 'no-data': gone }),
  ],
  falls: cases({ estimator, tolerance: 0.1 }, ofLayer, {
    holds: [3, 2, 1],
    fails: [1, 1.05, 1.02],
    'no-data': gone,
  }),
  'greater-than': cases(compared, ofLayers, {
    holds: [3, 1, 0],
    fails: [1.05, 1, 0],
    'no-data': [1, null, 0],
  }),
  'keeps-falling': cases({ estimator, tolerance: 0.1 }, ofLayer, {
    holds: [3, 1, 1.05],
    fails: [3, 1, 2],
    'no-data': gone,
  }),
  'keeps-rising': cases({ estimator, tolerance: 0.1 }, ofLayer, {
    holds: [1, 3, 2.95],
    fails: [1, 3, 2],
    'no-data': gone,
  }),
  'less-than': cases(compared, ofLayers, { holds: [1, 3, 0], fails: [1, 1.05, 0], 'no-data': [1, null, 0] }),
  near: cases({ estimator, target: 1, tolerance: 0.1 }, ofLayer, {
    holds: [1.05, 0.95],
    fails: [1.05, 2],
    'no-data': gone,
  }),
  'non-decreasing': cases({ estimator, along: 'layer', tolerance: 0.1 }, ofLayers, {
    holds: [1, 2, 3],
    fails: [3, 2, 1],
    vacuous: [1, 1.05, 1.02],
    'no-data': gone,
  }),
  'non-increasing': cases({ estimator, along: 'layer', tolerance: 0.1 }, ofLayers, {
    holds: [3, 2, 1],
    fails: [1, 2, 3],
    vacuous: [1, 1.05, 1.02],
    'no-data': gone,
  }),
  phase: [
    ...cases({ estimator, phase: 'compression', tolerance: 0.5, smooth: 1 }, ofLayer, {
      holds: [1, 3, 2],
      fails: [3, 3.1, 3],
      'no-data': gone,
    }),
    ...cases({ estimator, phase: 'none', tolerance: 0.5, smooth: 1 }, ofLayer, { vacuous: [3, 3.1, 3] }),
  ],
  rises: cases({ estimator, tolerance: 0.1 }, ofLayer, {
    holds: [1, 2, 3],
    fails: [1, 1.05, 1.02],
    'no-data': gone,
  }),
};

/** Verdicts that a kind never gives. */
export const never: Readonly<Record<string, readonly ExampleVerdict[]>> = Object.fromEntries(
  ['falls', 'greater-than', 'keeps-falling', 'keeps-rising', 'less-than', 'near', 'rises'].map((kind) => [
    kind,
    ['vacuous'],
  ]),
);
