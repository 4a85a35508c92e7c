import { describe, expect, test } from 'vitest';
import atLeast from '../../runner/nodes/claim/at-least.ts';
import falls from '../../runner/nodes/claim/falls.ts';
import greaterThan from '../../runner/nodes/claim/greater-than.ts';
import nonDecreasing from '../../runner/nodes/claim/non-decreasing.ts';
import nonIncreasing from '../../runner/nodes/claim/non-increasing.ts';
import phase from '../../runner/nodes/claim/phase.ts';
import rises from '../../runner/nodes/claim/rises.ts';
import { randomStream } from '../../runner/random/stream.ts';
import type { Row } from '../../src/table/columns.ts';
import { accuracies, claimTables, course, smallContext, verdictOn } from '../claims/small-tables.ts';

// What was wrong with the verdicts of the first version, each in small.

const ten = Array.from({ length: 10 }, (_, i) => i + 1);

/** Values of layers at the epochs 0, 1, ...: a row of the table for each. */
function layers(values: Readonly<Record<string, readonly number[]>>, more: Row = {}): Row[] {
  return Object.entries(values).flatMap(([layer, own]) => course(layer, own, more));
}

describe('findings', () => {
  test('1: a value that rises fast and then stays rises, by its trend too', () => {
    // as of single mini-batches: 4.26 to 6 bits within a fifth of the training
    const random = randomStream(1, 'finding');
    const values = Array.from(
      { length: 400 },
      (_, i) => 6 - 1.74 * Math.exp(-i / 40) + 0.3 * random.normal(),
    );
    const context = smallContext({ estimates: course('C1', values) });
    for (const test of ['ends', 'trend'] as const) {
      const row = verdictOn(rises, { estimator: 'IXT', test, tolerance: 0.05 }, context);
      expect(row.verdict).toBe('held-once');
    }
  });

  test('2: a curve that only falls has no "no compression"', () => {
    const context = smallContext({ estimates: course('F1', [8.2, 6, 4, 3, 2.7]) });
    const row = verdictOn(phase, { estimator: 'IXT', phase: 'none', tolerance: 0.1 }, context);
    expect(row.verdict).toBe('failed-once');
    expect(row.worst_margin).toBeCloseTo(0.1 - 5.5, 12);
  });

  test('3: one place that breaks in every trial is one place, and said to be the same', () => {
    const estimates = ten.flatMap((seed) =>
      layers({ C1: [5, 5], P1: [4, 4], C2: [3, 4.5 + seed / 100] }, { seed }),
    );
    const context = smallContext({ seeds: ten, estimates });
    const params = { estimator: 'IXT', along: 'layer', tolerance: 0.02, violations: 0.25 };
    // the order of layers follows the plan's probe
    const row = verdictOn(nonIncreasing, params, context);
    expect(row).toMatchObject({ verdict: 'holds', violations: 10, cases: 40 });
    expect(row.where).toMatch(/P1 -> C2, epoch 1/);
    expect(row.where).toMatch(/in most of 10 trials/);
    expect(verdictOn(nonIncreasing, { ...params, repeated: false }, context).verdict).toBe('fails');
    // scattered noise of as many cases breaks no place
    const noise = ten.flatMap((seed) =>
      layers({ C1: [5, 5], P1: [seed % 5 === 0 ? 5.1 : 4, 4], C2: [3, 3] }, { seed }),
    );
    const scattered = verdictOn(
      nonIncreasing,
      { ...params, violations: 0.01 },
      smallContext({ seeds: ten, estimates: noise }),
    );
    expect(scattered).toMatchObject({ verdict: 'holds', violations: 2 });
  });

  test('4: settings are not pooled', () => {
    const seeds = [1, 2, 3, 4];
    const estimates = seeds.flatMap((seed) =>
      [2, 6, 32].flatMap((filters) =>
        layers(
          { C1: [1], P1: [filters === 32 ? 0.5 - seed / 100 : 2], C2: [3], P2: [4], F1: [5] },
          { seed, filters },
        ),
      ),
    );
    const context = smallContext({ seeds, filters: [2, 6, 32], estimates });
    const params = { estimator: 'IXT', along: 'layer', violations: 0.2 };
    const { claims } = claimTables(nonDecreasing, params, context);
    const axis = 'models.net.layers.C1.filters';
    const settings = claims.filter((row) => row.trial === 'all').map((row) => [row[axis], row.verdict]);
    // pooled, 4 of 48 cases break: 8 %
    expect(settings).toEqual([
      [2, 'holds'],
      [6, 'holds'],
      [32, 'fails'],
      [null, 'fails'],
    ]);
    const strict = claimTables(nonDecreasing, { ...params, violations: 0 }, context).claims.at(-1)!;
    expect(strict).toMatchObject({ verdict: 'fails', violations: 4, cases: 48 });
    expect(strict.statement).toMatch(/2 of 3 settings \(filters=2; filters=6\)/);
    expect(strict.where).toMatch(/^filters=32: /);
  });

  test('5: an interval that reaches below 0 is unclear', () => {
    const training = ten.flatMap((seed) => accuracies([0.9 + ((seed % 2) - 0.3) / 50], { seed }));
    const context = smallContext({ seeds: ten, training });
    const row = verdictOn(atLeast, { table: 'training', bound: 0.9, on: 'mean' }, context);
    expect(row.verdict).toBe('unclear');
    expect(Number(row.worst_margin)).toBeGreaterThan(0);
    expect(Number(row.low)).toBeLessThan(0);
  });

  test('6: one seed gives no verdict, and fewer seeds none that is firmer', () => {
    const judged = (count: number) => {
      const seeds = ten.slice(0, count);
      const training = seeds.flatMap((seed) => accuracies([0.91 + (seed % 3) / 200], { seed }));
      return verdictOn(atLeast, { table: 'training', bound: 0.905 }, smallContext({ seeds, training }))
        .verdict;
    };
    expect([1, 2, 3, 10].map(judged)).toEqual(['held-once', 'unclear', 'unclear', 'holds']);
  });

  test('7: a value that does not move refutes a change, and equal values a difference', () => {
    const seeds = [1, 2, 3];
    const estimates = seeds.flatMap((seed) => layers({ C1: [2, 2, 2], F1: [2, 2, 2] }, { seed }));
    const context = smallContext({ seeds, estimates });
    const fell = verdictOn(falls, { estimator: 'IXT', tolerance: 0.5 }, context);
    expect(fell).toMatchObject({ verdict: 'fails', violations: 6, cases: 6 });
    const pair = { estimator: 'IXT', where: { layer: 'C1' }, than: { layer: 'F1' } };
    expect(verdictOn(greaterThan, { ...pair, tolerance: 0.02 }, context).verdict).toBe('fails');
    expect(verdictOn(greaterThan, pair, context).verdict).toBe('fails');
  });

  test('8: an order is broken by many small steps together', () => {
    const context = smallContext({ estimates: course('C1', [0, 0.015, 0.03, 0.045]) });
    const params = { estimator: 'IXT', along: 'epoch', tolerance: 0.02 };
    const row = verdictOn(nonIncreasing, params, context);
    expect(row).toMatchObject({ verdict: 'failed-once', cases: 4, violations: 1 });
    expect(row.worst_margin).toBeCloseTo(0.02 - 0.045, 12);
    expect(row.where).toMatch(/epoch 0 -> epoch 3/);
    expect(verdictOn(nonDecreasing, params, context).verdict).toBe('held-once');
  });

  test('9: sentences tell claims apart by where they look', () => {
    const context = smallContext({ estimates: layers({ C1: [3, 2], P1: [2, 1] }) });
    const said = (where: object) =>
      nonIncreasing.run({ estimator: 'IXT', along: 'layer', where }, context).statement;
    const sentences = [{}, { epoch: 'first' }, { epoch: 'last' }, { from: 1 }].map(said);
    expect(new Set(sentences).size).toBe(4);
    // the plan has three estimators
    expect(sentences[0]).toContain('(IXT)');
  });

  test('10: where a claim breaks stands in its row, and every case in a table', () => {
    const context = smallContext({
      estimates: layers({ C1: [3, 3, 3, 3], P1: [2, 4, 4, 4], C2: [1, 1, 1, 1] }),
    });
    const { claims, cases } = claimTables(nonIncreasing, { estimator: 'IXT', along: 'layer' }, context);
    expect(claims.at(-1)!.where).toMatch(/^all 3 at C1 -> P1, from epoch 1 on/);
    expect(cases.filter(({ violated }) => violated)).toHaveLength(3);
    expect(cases[0]).toMatchObject({ value: 2, than_value: 3, margin: 1, violated: false });
  });

  test('15: where a share of places judges, no margin is given as its reason', () => {
    const estimates = ten.flatMap((seed) =>
      layers({ C1: [5], P1: [4], C2: [4.5 + seed / 1000], P2: [1] }, { seed }),
    );
    const context = smallContext({ seeds: ten, estimates });
    const row = verdictOn(nonIncreasing, { estimator: 'IXT', along: 'layer', violations: 0.4 }, context);
    expect(row).toMatchObject({ verdict: 'holds', low: null, high: null, p: null });
    expect(row.where).toMatch(/^1 of 3 places/);
  });
});
