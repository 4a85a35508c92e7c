import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { lossParts, reachedBy, totalLoss } from '../losses.ts';
import type { NetworkPlan, ProbePlan } from '../plan.ts';

/**
 * Whose error signals a probe takes. The total is not said, and of a network with one loss that one is the total.
 * @param layers places of the layers that the probe looks at
 * @param network null of a network that was trained elsewhere, whose losses are not known
 */
export function resolveLoss(
  spec: EntrySpec,
  model: string,
  network: NetworkPlan | null,
  layers: readonly number[],
): Pick<ProbePlan, 'loss'> | { readonly diagnostics: readonly Diagnostic[] } {
  const said = spec.params?.loss;
  const origin = at(spec.tree, ['loss'])?.node.origin ?? spec.key;
  const complain = (...[code, message, hint]: [Diagnostic['code'], string, string | undefined]) => ({
    diagnostics: [problem(code, origin, `${spec.path}.loss`, message, hint)],
  });
  if (!network) {
    if (said === undefined) return {};
    return complain('value-not-allowed', '`loss` is for networks that are trained here', 'remove it');
  }
  if (spec.entry.output !== 'errors') return {};
  const parts = lossParts(network);
  const name = typeof said === 'string' ? said : totalLoss;
  const loss = parts.findIndex((part) => part.name === name);
  if (loss < 0 && name !== totalLoss) {
    const known = [...parts.map((part) => part.name), totalLoss];
    const message = `model ${showValue(model)} has no loss ${showValue(name)}`;
    return complain('loss-unknown', message, suggestName(name, known, 'losses'));
  }
  const reached = new Set(
    (loss < 0 ? parts : [parts[loss]!]).flatMap((part) => [...reachedBy(network, part)]),
  );
  const diagnostics = layers.flatMap((layer, index) => {
    if (reached.has(layer)) return [];
    const place = at(spec.tree, ['layers', index])?.node.origin ?? spec.key;
    const whose = loss < 0 ? 'no loss' : `the loss ${showValue(name)}`;
    const reaches = loss < 0 ? 'reaches' : 'does not reach';
    const message = `${whose} of model ${showValue(model)} ${reaches} ${showValue(network.layers[layer]!.name)}: its error signals are 0`;
    const hint = 'leave the layer out, or name a `loss` that reaches it';
    return [problem('layer-unreached', place, `${spec.path}.layers.${index}`, message, hint)];
  });
  if (diagnostics.length > 0) return { diagnostics };
  return loss < 0 || parts.length === 1 ? {} : { loss };
}
