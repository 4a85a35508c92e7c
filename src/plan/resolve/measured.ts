import type { CatalogEntry } from '../../node/declare.ts';
import type { JsonObject } from '../json.ts';

/** What the values of an estimator are. */
export interface Measured {
  /** Null for a kind of a plugin, which declares none. */
  readonly unit: 'bits' | 'nats' | 'share' | null;
  /** What has a value of its own; null where that cannot be told. */
  readonly of: RowSubject | null;
  /** Feature maps that a layer needs to have a value. */
  readonly fewestMaps: number;
}

/** A row is about the samples alone, a whole layer, a feature map, or a pair of them. */
export type RowSubject = 'samples' | 'layer' | 'map' | 'pair';

/** Quantities that are not of whole layers, or need several feature maps. */
const subjects: Readonly<Record<string, readonly [of: RowSubject, fewestMaps: number]>> = {
  'H(X)': ['samples', 1],
  'H(Y)': ['samples', 1],
  'H(Tc)': ['map', 1],
  'I(X;Tc)': ['map', 1],
  'leave-one-out': ['map', 2],
  'I(X;{Ti,Tj})': ['pair', 2],
  'trade-off': ['layer', 2],
  'non-redundant': ['layer', 2],
};

/** What an estimator of a kind measures with these settings. */
export function measuredBy({ kind, code }: CatalogEntry, params: JsonObject | null): Measured {
  if (code !== undefined || params === null) return { unit: null, of: null, fewestMaps: 1 };
  const { quantity, base } = params;
  const [of, fewestMaps] = subjects[String(quantity)] ?? ['layer', 1];
  const unit = kind === 'linear-probe' ? 'share' : base === undefined ? null : base === 'e' ? 'nats' : 'bits';
  return { unit, of, fewestMaps };
}

/** Quantities with a value of each feature map. */
export const quantitiesOfMaps: readonly string[] = Object.keys(subjects).filter(
  (quantity) => subjects[quantity]![0] === 'map',
);
