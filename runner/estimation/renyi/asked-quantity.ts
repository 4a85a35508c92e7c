import type { NullSettings } from '../permutation-null.ts';
import { fewestForP, nullSettings } from '../permutation-null.ts';
import { isOfMaps, type Quantity, quantityNeeds } from './quantities.ts';
import type { RenyiQuestion } from './renyi-settings.ts';

/** What the estimator can be asked of a capture. */
export type AskedQuantity = RenyiQuestion['quantity'];

/** What is asked, with the quantity of entropies that it is made of. */
export interface Asked {
  /** The variables in the place of X and T may be others; none where it is no sum of entropies. */
  readonly quantity: Quantity | null;
  /** What stands in the place of X, by its name. */
  readonly x: 'X' | 'dL' | "X'" | null;
  /** Whether it has a row a layer. */
  readonly ofLayers: boolean;
  readonly ofMaps: boolean;
}

/** Quantities that are others in disguise. */
const madeOf: Readonly<Partial<Record<AskedQuantity, Quantity>>> = {
  'I(dL;dk)': 'I(X;T)',
  "I(T;X')": 'I(X;T)',
  'DiME(X;T)': 'I(X;T)',
  'DiME(T;Y)': 'I(T;Y)',
};

/** What a quantity is made of. */
export function asked({ quantity, of }: Pick<RenyiQuestion, 'quantity' | 'of'>): Asked {
  if (quantity === 'effective-rank') {
    const ofLayers = of !== 'X';
    return { quantity: null, x: ofLayers ? null : 'X', ofLayers, ofMaps: false };
  }
  const base = madeOf[quantity] ?? (quantity as Quantity);
  const needs: readonly string[] = quantityNeeds[base];
  const x = quantity === 'I(dL;dk)' ? 'dL' : quantity === "I(T;X')" ? "X'" : 'X';
  return {
    quantity: base,
    x: needs.includes('X') ? x : null,
    ofLayers: needs.includes('T'),
    ofMaps: isOfMaps(base),
  };
}

/** Whether the maps of a layer are permuted against each other. */
export function isOfApart({ null: given }: Pick<RenyiQuestion, 'null'>): boolean {
  return given?.maps === 'apart';
}

/** Whether what is asked is a share rather than an information. */
export function isShare(params: Pick<RenyiQuestion, 'quantity' | 'null' | 'pairs'>): boolean {
  return params.quantity === 'relative-redundancy' || params.null?.value === 'p' || isOverPairs(params);
}

/** Permutations of an excess where the study does not say how many. */
const ofExcess = 20;

/** Whether a quantity is what something exceeds its mean over permutations by: DiME, and bounds of pairs. */
export function isExcess(quantity: AskedQuantity): boolean {
  return quantity === 'DiME(X;T)' || quantity === 'DiME(T;Y)' || isPairBound(quantity);
}

/** Whether a quantity is a bound on the synergy or redundancy of pairs of maps. */
export function isPairBound(quantity: AskedQuantity): boolean {
  return /^(synergy|redundancy)\(/.test(quantity);
}

/** Whether the pairs of a layer come to one value. */
export function isOverPairs({ pairs }: Pick<RenyiQuestion, 'pairs'>): boolean {
  return pairs === 'share' || pairs === 'any';
}

/** The permutations that a quantity is held against; null without any. */
export function nullOf(params: Pick<RenyiQuestion, 'quantity' | 'null' | 'pairs'>): NullSettings | null {
  const { quantity, null: given } = params;
  if (!isExcess(quantity)) return nullSettings(given);
  const permutations = isOverPairs(params) ? fewestForP : ofExcess;
  const { value, ...settings } = nullSettings({ permutations, ...given })!;
  return { ...settings, value: value === 'observed' ? 'excess' : value };
}
