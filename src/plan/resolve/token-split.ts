import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isTokens } from '../feature-maps.ts';
import type { NetworkPlan, ProbePlan } from '../plan.ts';
import type { Complain } from './pick-moments.ts';

/** What becomes of token positions, which a probe of layers that have them has to say. */
export function splitOf(
  spec: EntrySpec,
  layers: readonly number[],
  network: NetworkPlan,
  complain: Complain,
): Pick<ProbePlan, 'split'> | { readonly diagnostic: Diagnostic } | null {
  const split = spec.params?.split;
  const tokens = layers.map((place) => network.layers[place]!).filter(({ output }) => isTokens(output));
  if (tokens.length === 0) {
    if (split === undefined) return null;
    const message = 'none of these layers has an axis of tokens';
    return { diagnostic: complain('value-not-allowed', ['split'], message, 'remove `split`') };
  }
  if (split === 'tokens' || split === 'mean' || split === 'last') return { split };
  const [{ name, output }] = tokens as [(typeof tokens)[0]];
  const message = `layer ${showValue(name)} has ${output[0]} tokens, and it is not said how to look at them`;
  const hint = 'say `split: tokens` (each a variable), `split: mean` or `split: last`';
  return { diagnostic: complain('key-missing', [], message, hint) };
}
