import { expect, it } from 'vitest';
import { captureBudget } from '../../src/config/capture-budget.ts';
import { RunError } from '../../src/node/run-error.ts';
import { defaultBudget } from '../../src/plan/keeping.ts';

it('reads amounts of bytes, with and without units', () => {
  expect(captureBudget({})).toEqual(defaultBudget);
  expect(captureBudget({ INFOPLANE_CAPTURES_PER_PROBE: '', INFOPLANE_CAPTURES_TOTAL: '0' })).toEqual({
    ...defaultBudget,
    total: 0,
  });
  expect(captureBudget({ INFOPLANE_CAPTURES_PER_PROBE: '1.5 gb', INFOPLANE_CAPTURES_TOTAL: '3TB' })).toEqual({
    perProbe: 1.5e9,
    total: 3e12,
  });
  expect(captureBudget({ INFOPLANE_CAPTURES_PER_PROBE: '500' }).perProbe).toBe(500);
  expect(captureBudget({ INFOPLANE_CAPTURES_PER_PROBE: '12 B' }).perProbe).toBe(12);
});

it.each(['much', '-1', '1 GiB', '1e9', 'Infinity', '5 MB or so'])(
  'refuses %s and names the variable',
  (text) => {
    const read = () => captureBudget({ INFOPLANE_CAPTURES_TOTAL: text });
    expect(read).toThrow(RunError);
    expect(read).toThrow(/INFOPLANE_CAPTURES_TOTAL/);
  },
);
