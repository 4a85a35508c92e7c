import { isJsonObject, type JsonObject } from '../plan/json.ts';

/** What a number measures: it decides the unit, and numbers of one measure can be compared. */
export const measures = ['information', 'share', 'states', 'dimension', 'similarity'] as const;
export type Measure = (typeof measures)[number];

/** What the quantities of an estimator measure, by the quantity; `*` stands for all others. */
export type Quantities = Readonly<Record<string, Measure>>;

/**
 * What an estimator with these settings measures; null where its kind does not say. The p of permutations (`null: { value: p }`) is
 * a share, whatever it is of, and so is what all pairs of feature maps together come to (`pairs: share` or `any`).
 */
export function measureOf(quantities: Quantities | undefined, settings: JsonObject): Measure | null {
  if (!quantities) return null;
  const { quantity, null: ofNull, pairs } = settings;
  if ((isJsonObject(ofNull) && ofNull.value === 'p') || overPairs[String(pairs)]) return 'share';
  return quantities[String(quantity)] ?? quantities['*'] ?? null;
}

/** What stands before and after a quantity where its row is one of these values of its permutations. */
type Around = readonly [before: string, after: string];

const namesOfNull: Readonly<Record<string, Around>> = {
  excess: ['excess of ', ''],
  mean: ['permuted mean of ', ''],
  spread: ['permuted spread of ', ''],
  p: ['p of ', ''],
};

/** The same where each feature map has permutations of its own. */
const namesOfApart: Readonly<Record<string, Around>> = {
  excess: ['excess of ', ' over permuted maps'],
  mean: ['', ' of permuted maps'],
};

/** What all pairs of a layer's feature maps together come to. */
const overPairs: Readonly<Record<string, string>> = { share: 'share of pairs with ', any: 'p of any ' };

/**
 * What an estimator with these settings estimates, as its rows call it: `I(X;T)`, `p of I(X;T)` where `null` asks for the p of its
 * permutations, `redundancy of permuted maps` where it asks for the mean of maps that are permuted apart, `dimension of X` where it is of the input.
 * @param otherwise where the settings name no quantity
 */
export function quantityName(
  {
    quantity,
    null: ofNull,
    of,
    pairs,
  }: Readonly<Partial<Record<'quantity' | 'null' | 'of' | 'pairs', unknown>>>,
  otherwise = '',
): string {
  const { value, maps } = (ofNull ?? {}) as { readonly value?: unknown; readonly maps?: unknown };
  const names = maps === 'apart' ? namesOfApart : namesOfNull;
  const [before, after] = names[String(value)] ?? ['', ''];
  return `${overPairs[String(pairs)] ?? before}${quantity ?? otherwise}${of === 'X' ? ' of X' : ''}${after}`;
}

/**
 * Whether the data processing inequality says nothing of an estimator's values along layers: those of random projections (sliced) and
 * of principal components can grow from a layer to the next, since each layer's are its own.
 */
export function isOfProjections({ quantity, reduce }: JsonObject): boolean {
  return isJsonObject(reduce) || String(quantity).startsWith('SI(');
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
