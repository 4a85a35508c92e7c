import type { JsonObject } from '../../src/plan/plan.ts';

/** Letters that stand beside each other under a panel, and names that do when they are turned. */
const [mostLetters, mostNames] = [26, 24];

/** The layers from the input on. */
export function layerAxis(names: readonly string[]): JsonObject {
  return {
    field: 'layer',
    type: 'ordinal',
    sort: null,
    scale: { type: 'point', domain: names, padding: 0.4 },
    axis: {
      title: null,
      labelAngle: names.join('  ').length > mostLetters ? -45 : 0,
      labelLimit: 90,
      labelOverlap: names.length > mostNames,
      grid: false,
    },
  };
}
