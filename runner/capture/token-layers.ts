import type { TokenSplit } from '../../src/plan/plan.ts';

/**
 * The variables of a layer with token positions, `[samples, variables, features]`: each position one (`tokens`), or one alone,
 * their mean or the last of them.
 * @param values `[samples, tokens, features]`
 */
export function tokenLayer<Values extends Float32Array | Float64Array>(
  values: Values,
  samples: number,
  features: number,
  split: TokenSplit,
): Values {
  const tokens = values.length / (samples * features);
  if (split === 'tokens') return values.slice() as Values;
  const found = new (values.constructor as new (length: number) => Values)(samples * features);
  for (let sample = 0; sample < samples; sample++)
    for (let feature = 0; feature < features; feature++) {
      const first = sample * tokens * features + feature;
      let sum = 0;
      const from = split === 'last' ? tokens - 1 : 0;
      for (let token = from; token < tokens; token++) sum += values[first + token * features]!;
      found[sample * features + feature] = sum / (tokens - from);
    }
  return found;
}
