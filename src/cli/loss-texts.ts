import { outputLayer } from '../plan/losses.ts';
import type { NetworkPlan } from '../plan/plan.ts';

/** The heads of a network, and how far down each loss reaches; nothing of one whose only loss reaches all layers. */
export function lossTexts(network: NetworkPlan): string[] {
  const { heads = [], lowest } = network;
  const nameOf = (layer: number) => network.layers[layer]!.name;
  const own = heads.map(({ name, after, weight, lowest: end = 0 }) => {
    const reach = end > after ? 'reaches its own layers alone' : `reaches down to ${nameOf(end)}`;
    return `  head ${name} after ${nameOf(after)}: weight ${weight}, ${reach}`;
  });
  return lowest === undefined && heads.length === 0
    ? []
    : [...own, `  loss at ${nameOf(outputLayer(network))}: reaches down to ${nameOf(lowest ?? 0)}`];
}
