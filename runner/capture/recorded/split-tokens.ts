import { RunError } from '../../../src/node/run-error.ts';
import type { TokenSplit } from '../../../src/plan/plan.ts';
import type { SampleValues } from '../../contract/numerics.ts';

/** Tokens of samples. */
export interface Tokens {
  readonly n: number;
  readonly tokens: number;
  readonly features: number;
  /** `[n, tokens]`: 0 for a token that does not count; null where all do. */
  readonly mask: ArrayLike<number> | null;
}

/**
 * What a probe looks at of tokens: with `tokens` each position, those that do not count being 0; with `mean` their mean over those
 * that count, in float64; with `last` the last one that counts.
 * @param values `[n, tokens, features]`
 * @returns `[n, tokens, features]`, else `[n, features]`, in the numbers' own type
 * @throws RunError when no token of a sample counts
 */
export function splitTokens(
  values: SampleValues,
  form: Tokens,
  split: TokenSplit,
  place: string,
): SampleValues {
  const { n, tokens, features, mask } = form;
  const counts = (sample: number, token: number) => mask === null || mask[sample * tokens + token] !== 0;
  if (split === 'tokens') {
    if (mask === null) return values;
    const kept = values.slice();
    for (let at = 0; at < n * tokens; at++)
      if (mask[at] === 0) kept.fill(0, at * features, (at + 1) * features);
    return kept;
  }
  const made =
    values instanceof Float32Array ? new Float32Array(n * features) : new Float64Array(n * features);
  for (let sample = 0; sample < n; sample++) {
    const counted = Array.from({ length: tokens }, (_, token) => token).filter((token) =>
      counts(sample, token),
    );
    const taken = split === 'last' ? counted.slice(-1) : counted;
    if (taken.length === 0)
      throw new RunError(`${place}: no token of sample ${sample} (from 0) counts in its mask`, {
        hint: 'leave such samples out when you record',
      });
    for (let feature = 0; feature < features; feature++) {
      let sum = 0;
      for (const token of taken) sum += values[(sample * tokens + token) * features + feature]!;
      made[sample * features + feature] = sum / taken.length;
    }
  }
  return made;
}
