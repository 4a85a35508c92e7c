import type { CatalogEntry } from '../../node/declare.ts';
import type { JsonObject } from '../json.ts';

/** What a row of an estimator is about: the samples alone, a whole layer, a feature map, a pair of them, or a pair of layers. */
export type RowSubject = 'samples' | 'layer' | 'map' | 'pair' | 'layers';

/** What an estimator has rows of. */
export interface RowsOf {
  /** Null for a kind of a plugin, which does not say it. */
  readonly of: RowSubject | null;
  /** Feature maps that a layer needs to have a row. */
  readonly fewestMaps: number;
}

/** Quantities that are not of whole layers, or need several feature maps. */
const subjects: Readonly<Record<string, readonly [of: RowSubject, fewestMaps: number]>> = {
  'H(X)': ['samples', 1],
  'H(Y)': ['samples', 1],
  'H(Tc)': ['map', 1],
  'I(X;Tc)': ['map', 1],
  'leave-one-out': ['map', 2],
  'I(X;{Ti,Tj})': ['pair', 2],
  'synergy(X;{Ti,Tj})': ['pair', 2],
  'synergy(Y;{Ti,Tj})': ['pair', 2],
  'redundancy(X;{Ti,Tj})': ['pair', 2],
  'redundancy(Y;{Ti,Tj})': ['pair', 2],
  'trade-off': ['layer', 2],
  'non-redundant': ['layer', 2],
  'CKA(Ti;Tj)': ['layers', 1],
  'CKA(Ti;Uj)': ['layers', 1],
};

/** Quantities that are of the layers or, with `of: X`, of the input. */
const ofEither: readonly string[] = ['effective-rank', 'dimension'];

/** What an estimator of a kind with these settings has rows of. */
export function rowsOf({ code }: CatalogEntry, params: JsonObject | null): RowsOf {
  if (code !== undefined) return { of: null, fewestMaps: 1 };
  if (params?.of === 'X' && ofEither.includes(String(params.quantity)))
    return { of: 'samples', fewestMaps: 1 };
  // all pairs of a layer together
  if (params?.pairs === 'share' || params?.pairs === 'any') return { of: 'layer', fewestMaps: 2 };
  const [of, fewestMaps] = subjects[String(params?.quantity)] ?? ['layer', 1];
  return { of, fewestMaps };
}

/**
 * Rows of an estimator at one moment of a training: one a layer, feature map or pair of maps, one of the samples alone.
 * @param maps of each of its layers: feature maps, and numbers in each
 */
export function rowsAtMoment(
  { of, fewestMaps }: RowsOf,
  params: JsonObject,
  maps: readonly { readonly channels: number; readonly features: number }[],
): number {
  if (of === 'samples') return 1;
  const ofLayer = ({ channels, features }: { readonly channels: number; readonly features: number }) => {
    const count = params.split === 'units' && channels === 1 ? features : channels;
    // where a layer has too few, a row says so
    if (of === 'map') return count < fewestMaps ? 1 : count;
    return of === 'pair' ? Math.max(1, (count * (count - 1)) / 2) : 1;
  };
  return maps.reduce((sum, layer) => sum + ofLayer(layer), 0);
}

/** Quantities with a value of each feature map. */
export const quantitiesOfMaps: readonly string[] = Object.keys(subjects).filter(
  (quantity) => subjects[quantity]![0] === 'map',
);
