import { brief, type NullSettings, nullAnswer } from '../permutation-null.ts';
import { methodOf } from './alarms.ts';
import type { PendingApart } from './maps-apart.ts';
import type { PendingEstimate } from './mutual-information.ts';

/** What a row says of its quantity. */
export interface Answer {
  readonly value: number | null;
  readonly stderr: number | null;
  readonly method: string;
  readonly flags: readonly string[];
}

/** An estimate with what is known of it under permutations. */
export interface Asked {
  readonly estimate: PendingEstimate;
  readonly permuted: readonly PendingEstimate[];
  readonly apart: PendingApart | null;
}

/**
 * A value in its unit, or what its permutations make of it.
 * @param scale of bits to the unit
 */
export function answer(
  { estimate, permuted, apart }: Asked,
  settings: NullSettings | null,
  scale: number,
): Answer {
  const method = methodOf(estimate.terms);
  const lacks = estimate.lacks?.() ?? null;
  if (lacks !== null) return { value: null, stderr: null, method, flags: [lacks] };
  const value = scale * estimate.bits();
  const stderr = method === 'lanczos' ? scale * estimate.stderr() : null;
  if (!settings) return { value, stderr, method, flags: [] };
  if (apart) return apartAnswer({ value, stderr, method, flags: [] }, apart, settings, scale);
  const none = permuted.flatMap((one) => one.lacks?.() ?? [])[0];
  if (none !== undefined) return { value: null, stderr: null, method, flags: [`${none}, permuted`] };
  const { words, ...found } = nullAnswer(
    value,
    permuted.map((one) => scale * one.bits()),
    settings,
  );
  return {
    value: found.value,
    stderr: found.stderr ?? (settings.value === 'observed' ? stderr : null),
    method: `${method}; ${words}`,
    flags: [],
  };
}

/** From which share of the value on a row says that permuted maps have as much. */
const most = 0.5;
/** The numbers are in the column `method`: alarms that are the same text are counted together. */
const byNumber = 'number of maps: permuted maps have half of it or more';

/** A value held against what it is of maps that are permuted apart. */
function apartAnswer(
  observed: Answer & { readonly value: number },
  { mean: meanOf, stderr, permutations }: PendingApart,
  settings: NullSettings,
  scale: number,
): Answer {
  const bits = meanOf();
  if (bits === null)
    return {
      ...observed,
      value: null,
      stderr: null,
      flags: ['undefined: no permuted map says anything about X'],
    };
  const { value } = observed;
  const mean = scale * bits;
  const method = `${observed.method}; ${permutations} permutations of each map: mean ${brief(mean)}`;
  const open = scale * stderr();
  if (settings.value === 'mean') return { value: mean, stderr: open, method, flags: [] };
  const flags = mean > 0 && mean >= most * value ? [byNumber] : [];
  if (settings.value === 'observed') return { ...observed, method, flags };
  return { value: value - mean, stderr: open, method, flags };
}
