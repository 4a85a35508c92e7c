import type { JsonObject } from '../plan/json.ts';

/** What a number measures: it decides the unit, and numbers of one measure can be compared. */
export const measures = ['information', 'share', 'states', 'dimension', 'similarity'] as const;
export type Measure = (typeof measures)[number];

/** What the quantities of an estimator measure, by the quantity; `*` stands for all others. */
export type Quantities = Readonly<Record<string, Measure>>;

/** What an estimator with these settings measures; null where its kind does not say. */
export function measureOf(quantities: Quantities | undefined, { quantity }: JsonObject): Measure | null {
  if (!quantities) return null;
  return quantities[String(quantity)] ?? quantities['*'] ?? null;
}

/** The unit of a measure: of information bits, or nats with base e. A similarity has none. */
export function unitOf(measure: Measure, { base }: { readonly base?: unknown } = {}): string {
  if (measure === 'information') return base === 'e' ? 'nats' : 'bits';
  return units[measure];
}

const units: Readonly<Record<Exclude<Measure, 'information'>, string>> = {
  share: 'share',
  states: 'states',
  dimension: 'dimensions',
  similarity: '',
};

/** What a number in one unit is times to be in another one: 1 where they are the same or cannot be turned into each other. */
export function unitFactor(from: string, to: string): number {
  if (from === 'bits' && to === 'nats') return Math.LN2;
  return from === 'nats' && to === 'bits' ? 1 / Math.LN2 : 1;
}
