import { beforeAll, describe, expect, it } from 'vitest';
import { chooseCaptures, countCaptures } from '../../runner/capture/capture-choice.ts';
import { captureBytes } from '../../runner/capture/capture-files.ts';
import { compile } from '../../src/index.ts';
import type { RowSchedule, StagePlan } from '../../src/plan/plan.ts';
import { tinyStudy } from '../cli/tiny-study.ts';

let stage: StagePlan;
beforeAll(async () => {
  const { plan } = await compile({ path: 'tiny.yaml', text: tinyStudy });
  stage = plan!.stages[0]!;
});
const everywhere = (rows: RowSchedule): StagePlan => ({
  ...stage,
  probes: stage.probes.map((probe) => ({ ...probe, rows })),
});

describe('captures that are written', () => {
  it('takes the bytes of inputs, classes, layers and, of error signals, of the output', () => {
    const layers = 2 * 12 * 12 + 2 * 6 * 6 + 12;
    expect(captureBytes(stage, 0)).toBe(64 * (4 * (28 * 28 + layers) + 1));
    expect(captureBytes(stage, 1)).toBe(64 * (4 * (28 * 28 + layers + 10) + 1));
  });

  it('are all rows of all probes when they are few', () => {
    expect(chooseCaptures([stage], undefined)).toEqual([stage]);
    expect(countCaptures(stage)).toBe(3 + 4);
  });

  it('must be chosen when they are many, which takes no list of them', () => {
    const many = everywhere({ every: 1, last: 10 ** 9 });
    expect(() => chooseCaptures([many], undefined)).toThrow(
      /2000000002 captures of this run take 59\d{3}\d\.\d GB/,
    );
    expect(chooseCaptures([many], 'all')).toEqual([many]);
    expect(chooseCaptures([many], [5, 3, 3])[0]!.probes[0]!.rows).toEqual({ iterations: [3, 5] });
  });

  it('are those of each training that has them', () => {
    const other = everywhere({ iterations: [1, 2] });
    const [first, second] = chooseCaptures([stage, other], [2, 7]);
    expect([first, second].map((one) => one!.probes.map(({ rows }) => rows))).toEqual([
      [{ iterations: [] }, { iterations: [7] }],
      [{ iterations: [2] }, { iterations: [2] }],
    ]);
    expect(() => chooseCaptures([stage, other], [4])).toThrow('no probe looks at iteration 4');
  });
});
