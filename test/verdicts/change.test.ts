import { describe, expect, test } from 'vitest';
import falls from '../../runner/nodes/claim/falls.ts';
import keepsFalling from '../../runner/nodes/claim/keeps-falling.ts';
import keepsRising from '../../runner/nodes/claim/keeps-rising.ts';
import phase from '../../runner/nodes/claim/phase.ts';
import rises from '../../runner/nodes/claim/rises.ts';
import { course, claimRows as rowsOf, smallContext } from '../claims/small-tables.ts';

describe('change over the training', () => {
  const context = smallContext({ estimates: [...course('C1', [1, 5, 2]), ...course('F1', [4, 1, 3.5])] });

  test('by the ends: last minus first, where each is one row', () => {
    const up = rowsOf(rises, { estimator: 'IXT', tolerance: 0.2 }, context).at(-1)!;
    expect(up).toMatchObject({ cases: 2, violations: 1, verdict: 'failed-once' });
    expect(up.worst_margin).toBeCloseTo(-0.5 - 0.2, 12);
    const down = rowsOf(falls, { estimator: 'IXT', where: { layer: 'F1' } }, context).at(-1)!;
    expect(down).toMatchObject({ cases: 1, violations: 0, verdict: 'held-once' });
    expect(down.worst_margin).toBeCloseTo(0.5, 12);
  });

  test('the ends are means over a window, never more than half of the rows', () => {
    const long = smallContext({ estimates: course('C1', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) });
    const worst = (window: number) => rowsOf(rises, { estimator: 'IXT', window }, long).at(-1)!.worst_margin;
    expect(worst(0)).toBe(9);
    expect(worst(0.2)).toBe(8);
    expect(worst(0.5)).toBe(5);
    expect(
      rowsOf(rises, { estimator: 'IXT', window: 0, excess: 3, tolerance: 1 }, long).at(-1)!.worst_margin,
    ).toBe(5);
  });

  test('by the trend of one training: the ends, and a line through rows that are equally spaced', () => {
    const noise = [0.3, -0.2, 0.1, -0.3, 0.2, -0.1];
    const line = smallContext({
      estimates: course(
        'C1',
        Array.from({ length: 40 }, (_, i) => i / 10 + noise[i % 6]!),
      ),
    });
    const trend = { estimator: 'IXT', test: 'trend' } as const;
    const held = rowsOf(rises, { ...trend, tolerance: 1 }, line).at(-1)!;
    expect(held).toMatchObject({ verdict: 'held-once', cases: 2 });
    expect(held.p).toBeLessThan(1e-6);
    expect(rowsOf(falls, trend, line).at(-1)).toMatchObject({ verdict: 'failed-once' });
    const flat = smallContext({
      estimates: course(
        'C1',
        Array.from({ length: 40 }, (_, i) => noise[(i * 5) % 6]! + i / 1e4),
      ),
    });
    expect(rowsOf(rises, trend, flat).at(-1)).toMatchObject({ verdict: 'unclear' });
    const uneven = course(
      'C1',
      Array.from({ length: 40 }, (_, i) => i),
    ).map((row) => ({ ...row, epoch: 1.2 ** Number(row.epoch) }));
    expect(rowsOf(rises, trend, smallContext({ estimates: uneven })).at(-1)).toMatchObject({
      verdict: 'unclear',
      p: null,
    });
  });

  test('by the trend over trials: their slopes', () => {
    const seeds = [1, 2, 3];
    const estimates = seeds.flatMap((seed) => course('C1', [0, 1 + seed / 10, 2, 3 + seed / 10], { seed }));
    const all = rowsOf(rises, { estimator: 'IXT', test: 'trend' }, smallContext({ seeds, estimates })).at(
      -1,
    )!;
    expect(all).toMatchObject({ verdict: 'holds', trials: 3, cases: 6 });
  });

  test('a value that does not move is refuted, a single row no case', () => {
    const flat = smallContext({ estimates: course('C1', [1, 1, 1]) });
    for (const node of [rises, falls, keepsRising, keepsFalling]) {
      for (const tolerance of [0, 0.1]) {
        expect(rowsOf(node, { estimator: 'IXT', tolerance }, flat).at(-1)!.verdict).toBe('failed-once');
      }
    }
    const single = smallContext({ estimates: course('C1', [1]) });
    expect(rowsOf(rises, { estimator: 'IXT' }, single).at(-1)).toMatchObject({
      cases: 0,
      verdict: 'no-data',
    });
  });

  test('keeping on is a change from end to end, and no way back beyond the tolerance', () => {
    const rising = smallContext({ estimates: course('C1', [0, 2, 1.7, 1.5, 3, 4]) });
    const judged = (params: object) => rowsOf(keepsRising, { estimator: 'IXT', ...params }, rising).at(-1)!;
    expect(judged({ tolerance: 0.4 })).toMatchObject({ verdict: 'failed-once', cases: 2, violations: 1 });
    expect(judged({ tolerance: 0.4 }).worst_margin).toBeCloseTo(-0.1, 12);
    expect(judged({ tolerance: 0.5 })).toMatchObject({ verdict: 'held-once', worst_margin: 0 });
    expect(judged({ tolerance: 0.5, excess: 4 })).toMatchObject({ verdict: 'failed-once', worst_margin: 0 });
    expect(judged({ smooth: 3, tolerance: 0.1 }).verdict).toBe('held-once');
    const falling = smallContext({ estimates: course('C1', [4, 3, 1.5, 1.7, 2, 0]) });
    expect(rowsOf(keepsFalling, { estimator: 'IXT', tolerance: 0.5 }, falling).at(-1)!.verdict).toBe(
      'held-once',
    );
  });
});

describe('phases', () => {
  const run = (values: readonly number[], wanted: 'compression' | 'none', smooth = 1) =>
    rowsOf(
      phase,
      { estimator: 'IXT', phase: wanted, tolerance: 0.5, smooth },
      smallContext({ estimates: course('F2', values) }),
    ).at(-1)!;

  test('rises and falls by more than the tolerance', () => {
    expect(run([1, 3, 2], 'compression')).toMatchObject({ verdict: 'held-once', worst_margin: 0.5 });
    expect(run([1, 3, 2], 'none')).toMatchObject({ verdict: 'failed-once', worst_margin: -0.5 });
    expect(run([1, 3, 2.7], 'compression')).toMatchObject({ verdict: 'failed-once' });
    expect(run([1, 3, 2.7], 'none')).toMatchObject({ verdict: 'held-once' });
  });

  test('a flat course refutes a phase, and says nothing of none', () => {
    expect(run([3, 3.1, 3], 'none')).toMatchObject({ verdict: 'vacuous' });
    expect(run([3, 3.1, 3], 'compression')).toMatchObject({ verdict: 'failed-once' });
  });

  test('a dip that recovers is no phase', () => {
    expect(run([1, 3, 1, 3], 'none')).toMatchObject({ verdict: 'held-once', worst_margin: 0.5 });
  });

  test('smoothing takes a single spike away', () => {
    const spike = [1, 1, 1, 2.6, 1, 1, 1];
    expect(run(spike, 'none').verdict).toBe('failed-once');
    // The mean of three is 1.533 at most: a fall of 0.533; of five, 1.32.
    expect(run(spike, 'none', 3).verdict).toBe('failed-once');
    expect(run(spike, 'none', 5).verdict).toBe('vacuous');
  });
});
