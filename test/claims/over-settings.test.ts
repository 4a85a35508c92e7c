import { expect, test } from 'vitest';
import { holm } from '../../runner/claims/holm.ts';
import { overSettings, settingWords } from '../../runner/claims/over-settings.ts';
import type { SettingVerdict, Verdict } from '../../runner/claims/setting-verdict.ts';

const setting = (verdict: Verdict, more: Partial<SettingVerdict> = {}, counts = true) => ({
  setting: `${verdict} ${more.low ?? ''}`,
  counts,
  found: {
    verdict,
    trials: 3,
    agreeing: 2,
    cases: 6,
    violations: 1,
    worstMargin: -1,
    low: -0.5,
    high: 0.5,
    p: 0.2,
    vacuous: 0,
    empty: 0,
    missing: 0,
    ...more,
  },
});
const over = (...verdicts: Verdict[]) => overSettings(verdicts.map((one) => setting(one))).verdict;

test('one failure decides, then one that is unclear; vacuous settings are left out unless all are', () => {
  expect(over('holds', 'unclear', 'fails')).toBe('fails');
  expect(over('holds', 'unclear')).toBe('unclear');
  expect(over('holds', 'vacuous')).toBe('holds');
  expect(over('vacuous', 'vacuous')).toBe('vacuous');
  expect(over('holds', 'no-data')).toBe('unclear');
  expect(over('no-data', 'no-data')).toBe('no-data');
  expect(over('holds', 'held-once')).toBe('held-once');
  expect(over('holds', 'failed-once')).toBe('failed-once');
  expect(over('held-once', 'failed-once', 'fails')).toBe('fails');
});

test('numbers add up, the interval is the least of the ends, the p the greatest', () => {
  const found = overSettings([
    setting('holds', { low: 0.1, high: 2, p: 0.01 }),
    setting('holds', { low: 0.2, high: 1 }),
  ]);
  expect(found).toMatchObject({
    trials: 6,
    agreeing: 4,
    cases: 12,
    low: 0.1,
    high: 1,
    p: 0.2,
    worstMargin: -1,
  });
  // without an interval in one there is none over both
  expect(overSettings([setting('holds'), setting('held-once', { low: null })]).low).toBeNull();
});

test('a setting that does not count is left out', () => {
  expect(overSettings([setting('holds'), setting('fails', {}, false)]).verdict).toBe('holds');
  expect(overSettings([setting('no-data', {}, false)]).verdict).toBe('no-data');
});

test('in how many settings, and which', () => {
  const three = [setting('holds', { low: 1 }), setting('holds', { low: 2 }), setting('fails', { low: 3 })];
  expect(settingWords(three, 'fails')).toMatch(/2 of 3 settings \(holds 1; holds 2\); fails in fails 3/);
  expect(settingWords(three.slice(0, 1), 'holds')).toBe('');
});

test("Holm's adjustment: by hand, monotone, nulls apart", () => {
  expect(holm([0.01, null, 0.04])).toEqual([0.02, null, 0.04]);
  expect(holm([0.04, 0.03, 0.01])).toEqual([0.06, 0.06, 0.03]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
});
