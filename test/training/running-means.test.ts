import { describe, expect, it } from 'vitest';
import { createRunningMeans } from '../../runner/training/running-means.ts';

const number = (value: number, weight = 0.9) => ({ width: { value, weight } });

describe('running means', () => {
  it('take the first row as it is, and forget by the updates between two rows', async () => {
    const means = createRunningMeans();
    expect(await means.turn(0).average(number(4))).toEqual({ width: 4 });
    const next = (await means.turn(1).average(number(2))).width!;
    expect(next).toBeCloseTo(0.9 * 4 + 0.1 * 2, 15);
    const later = (await means.turn(4).average(number(1))).width!;
    expect(later).toBeCloseTo(0.9 ** 3 * next + (1 - 0.9 ** 3), 15);
    expect(await means.turn(5).average(number(7, 0))).toEqual({ width: 7 });
  });

  it('follow the order of the rows, not the order in which they are estimated', async () => {
    const values = [3, 1, 4, 1, 5, 9];
    const inOrder = createRunningMeans();
    const expected: Record<string, number>[] = [];
    for (const [at, value] of values.entries()) {
      expected.push(await inOrder.turn(at).average(number(value)));
    }
    const means = createRunningMeans();
    const turns = values.map((_, at) => means.turn(at));
    const answers: Promise<Record<string, number>>[] = [];
    for (const at of [5, 2, 0, 4, 1, 3]) answers[at] = turns[at]!.average(number(values[at]!));
    expect(await Promise.all(answers)).toEqual(expected);
    expect(await means.state()).toEqual(await inOrder.state());
  });

  it('go past a row that averages nothing or fails, and go on from where they stood', async () => {
    const means = createRunningMeans();
    const [first, failed, third] = [means.turn(0), means.turn(1), means.turn(2)];
    const answer = third.average(number(1));
    failed.done();
    await first.average({ ...number(2), other: { value: 8, weight: 0.5 } });
    first.done();
    const { width } = await answer;
    expect(width).toBeCloseTo(0.9 ** 2 * 2 + (1 - 0.9 ** 2), 15);
    const state = await means.state();
    expect(state).toEqual({ width: { iteration: 2, value: width }, other: { iteration: 0, value: 8 } });

    const kept = JSON.parse(JSON.stringify(state)) as typeof state;
    const again = await createRunningMeans(kept).turn(3).average(number(5));
    expect(again).toEqual(await means.turn(3).average(number(5)));
  });
});
