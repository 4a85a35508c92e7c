import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import atLeast from '../../runner/nodes/claim/at-least.ts';
import atMost from '../../runner/nodes/claim/at-most.ts';
import falls from '../../runner/nodes/claim/falls.ts';
import greaterThan from '../../runner/nodes/claim/greater-than.ts';
import keepsFalling from '../../runner/nodes/claim/keeps-falling.ts';
import keepsRising from '../../runner/nodes/claim/keeps-rising.ts';
import lessThan from '../../runner/nodes/claim/less-than.ts';
import nonDecreasing from '../../runner/nodes/claim/non-decreasing.ts';
import nonIncreasing from '../../runner/nodes/claim/non-increasing.ts';
import phase from '../../runner/nodes/claim/phase.ts';
import rises from '../../runner/nodes/claim/rises.ts';
import type { Row } from '../../src/table/columns.ts';
import { type ClaimNode, claimTables, course, smallContext, verdictOn } from '../claims/small-tables.ts';

/** Values of two layers in up to nine trials of one setting, or two: often on the same few numbers. */
const value = fc.oneof(
  fc.constantFrom(0, 0.5, 1, 1.01, 2),
  fc.integer({ min: -3000, max: 3000 }).map((i) => i / 1000),
);
const tables = fc.record({
  seeds: fc.integer({ min: 1, max: 9 }),
  filters: fc.constantFrom([], [2, 6]),
  rows: fc.array(fc.array(value, { minLength: 18, maxLength: 18 }), { minLength: 6, maxLength: 6 }),
  tolerance: fc.constantFrom(0, 0.1, 1),
  on: fc.constantFrom('trial', 'mean'),
});
type Tables = typeof tables extends fc.Arbitrary<infer T> ? T : never;

/** Three points of training of C1 and F1 in each trial. */
function contextOf(
  { seeds, filters, rows }: Pick<Tables, 'seeds' | 'filters' | 'rows'>,
  order = (i: number) => i,
) {
  const all = Array.from({ length: seeds }, (_, i) => i + 1);
  const estimates = all.flatMap((seed) =>
    (filters.length > 0 ? filters : [undefined]).flatMap((filter, place): Row[] => {
      const at = order(seed - 1) + 9 * place;
      const more = { seed, ...(filter === undefined ? {} : { filters: filter }) };
      return ['C1', 'F1'].flatMap((layer, k) =>
        course(
          layer,
          [0, 1, 2].map((point) => rows[3 * k + point]![at]!),
          more,
        ),
      );
    }),
  );
  return smallContext({ seeds: all, filters, estimates });
}

const where = { layer: 'C1' };
const pair = { where, than: { layer: 'F1' } };

/** A claim and its opposite, with the settings that both have. */
const opposites: readonly (readonly [string, ClaimNode<never>, ClaimNode<never>, object, object])[] = (
  [
    ['non-increasing along layers', nonIncreasing, nonDecreasing, { along: 'layer' }, { along: 'layer' }],
    ['non-increasing along epochs', nonIncreasing, nonDecreasing, { along: 'epoch' }, { along: 'epoch' }],
    ['at-least', atLeast, atMost, { bound: 1 }, { bound: 1 }],
    ['rises', rises, falls, {}, {}],
    ['rises by the trend', rises, falls, { test: 'trend' }, { test: 'trend' }],
    ['keeps rising', keepsRising, keepsFalling, {}, {}],
    ['greater', greaterThan, lessThan, pair, pair],
    [
      'no worse, and worse by as much',
      greaterThan,
      lessThan,
      { ...pair, excess: -2 },
      { ...pair, excess: 2 },
    ],
    ['phase', phase, phase, { phase: 'none' }, { phase: 'compression' }],
  ] as const
).map(([name, one, other, a, b]) => [name, one as ClaimNode<never>, other as ClaimNode<never>, a, b]);

const held = ['holds', 'held-once'];

describe('a claim and its opposite', () => {
  test.each(opposites)('%s: never both hold', (_, one, other, a, b) => {
    fc.assert(
      fc.property(tables, ({ tolerance, on, ...given }) => {
        const context = contextOf(given);
        const verdicts = [
          verdictOn(one, { estimator: 'IXT', tolerance, on, ...a } as never, context).verdict,
          verdictOn(other, { estimator: 'IXT', tolerance, on, ...b } as never, context).verdict,
        ];
        expect(verdicts.every((verdict) => held.includes(String(verdict)))).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('nor where trials go either way by a little more than the tolerance', () => {
    const rows = Array.from({ length: 6 }, (_, row) =>
      Array.from({ length: 18 }, (_, i) => (row % 3 === 2 ? (i % 2 === 0 ? 1.01 : -1.01) : 0)),
    );
    // each of eight trials breaks one of the two; both mean margins are far above 0
    const context = contextOf({ seeds: 8, filters: [], rows });
    const params = { estimator: 'IXT', along: 'epoch', tolerance: 1 };
    expect(verdictOn(nonIncreasing, params, context).verdict).toBe('vacuous');
    expect(verdictOn(nonDecreasing, params, context).verdict).toBe('vacuous');
  });
});

describe('the tables', () => {
  const judged = (given: Tables, order?: (i: number) => number) => {
    const { tolerance, on, ...rest } = given;
    const params = { estimator: 'IXT', along: 'layer', tolerance, on } as const;
    return claimTables(nonIncreasing, params, contextOf(rest, order));
  };

  test('permuting trials changes nothing but their order', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 8 }), (given, shift) => {
        const overAll = (order?: (i: number) => number) =>
          judged(given, order)
            .claims.filter(({ trial }) => trial === 'all')
            .map(({ verdict, agreeing, cases, violations, worst_margin, low, high, p }) => [
              [verdict, agreeing, cases, violations],
              [worst_margin, low, high, p],
            ]);
        const { seeds } = given;
        expect(overAll((i) => (i + shift) % seeds)).toEqual(overAll());
      }),
      { numRuns: 150 },
    );
  });

  test('the cases add up to every row of the claims', () => {
    fc.assert(
      fc.property(tables, (given) => {
        const { claims, cases } = judged(given);
        const axis = 'models.net.layers.C1.filters';
        const silent = claims.filter(({ trial, verdict }) => trial === 'all' && verdict === 'vacuous');
        for (const row of claims.filter(({ verdict }) => verdict !== 'vacuous')) {
          const trials = claims
            .filter(({ trial, verdict }) => trial !== 'all' && verdict !== 'vacuous')
            .filter((one) => !silent.some((other) => other[axis] === one[axis]) || row.trial !== 'all')
            .filter((one) =>
              row.trial === 'all' ? row[axis] == null || one[axis] === row[axis] : one.trial === row.trial,
            )
            .map(({ trial }) => trial);
          const own = cases.filter(({ trial }) => trials.includes(trial!));
          expect(own.length).toBe(row.cases);
          const violated = own.filter(({ violated: broken }) => broken).length;
          expect(violated).toBe(row.violations);
          for (const one of own) expect(one.violated).toBe(Number(one.margin) < 0);
          if (row.trial === 'all') continue;
          expect(row.verdict).toBe(violated === 0 ? 'held-once' : 'failed-once');
          // of two layers, the only step is the greatest way
          expect(row.worst_margin).toBe(Math.min(...own.map(({ margin }) => Number(margin))));
        }
      }),
      { numRuns: 150 },
    );
  });
});
