import type { Plan } from '../../src/plan/plan.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import type { Reading } from '../claims/readings.ts';
import { shortLabels } from './short-labels.ts';

/**
 * Short names of readings: where a matrix gives names to the settings of an estimator, the estimator and that name (`IXT alpha-half`),
 * else its label without the settings that most readings have.
 */
export function readingNames(readings: readonly Reading[], plan: Plan): string[] {
  const short = shortLabels(readings.map(({ label }) => label));
  const names = new Map(readings.map((reading, at) => [reading, short[at]!]));
  for (const [estimator, own] of groupRows(readings, (reading) => reading.estimator)) {
    const variants = own.length > 1 ? variantsOf(own, plan) : null;
    if (variants)
      for (const [at, reading] of own.entries()) names.set(reading, `${estimator} ${variants[at]}`);
  }
  const all = readings.map((reading) => names.get(reading)!);
  return new Set(all).size === all.length ? all : [...short];
}

/** The value of the first axis whose values are names, another for each reading; null where there is none. */
function variantsOf(readings: readonly Reading[], { axes, trials }: Plan): string[] | null {
  const first = readings.map((reading) => trials.find(({ id }) => id === reading.trials[0]));
  for (const { name } of axes) {
    const values = first.map((trial) => trial?.settings[name]);
    const known = values.filter((value) => typeof value === 'string');
    if (known.length === readings.length && new Set(known).size === known.length) return known;
  }
  return null;
}
