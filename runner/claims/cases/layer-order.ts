import type { Plan } from '../../../src/plan/plan.ts';

/**
 * Names of the layers that an estimator sees, in the order of its probe. Where trials differ in their layers, one order
 * that keeps the order of each of them: `C1 > F1` and `C1 > C2 > F1` give `C1 > C2 > F1`.
 */
export function layerOrder(plan: Plan, estimator: string): readonly string[] {
  const orders: string[][] = [];
  for (const { network, probes, branches } of plan.stages) {
    for (const { estimators } of branches) {
      const found = estimators.find((entry) => entry.name === estimator);
      const layers = found && probes[found.probe]?.layers.map((index) => network.layers[index]!.name);
      if (layers) orders.push(layers);
    }
  }
  return mergeOrders(orders);
}

/**
 * Takes, again and again, the first name that no list still has behind another one that is left. Where lists
 * contradict each other, the first name that is left.
 */
export function mergeOrders(lists: readonly (readonly string[])[]): string[] {
  const distinct = new Map(lists.map((list) => [list.join('\n'), list]));
  if (distinct.size === 1) return [...lists[0]!];
  const merged: string[] = [];
  let left = [...distinct.values()].filter((list) => list.length > 0);
  while (left.length > 0) {
    const heads = left.map((list) => list[0]!);
    const next = heads.find((head) => left.every((list) => list.indexOf(head) <= 0)) ?? heads[0]!;
    merged.push(next);
    left = left.map((list) => list.filter((name) => name !== next)).filter((list) => list.length > 0);
  }
  return merged;
}
