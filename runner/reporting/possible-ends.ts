import type { Ends } from '../../reports/charts/panel-parts.ts';
import type { Row } from '../../src/table/columns.ts';

/**
 * What the values of rows can be, as far as their unit and the number of samples say: at most log2 n bits, or log n nats, of n samples, at
 * most n states, from 0 to 1 for a share, at most 1 for a similarity. An axis needs to reach no further; sums of several informations may.
 */
export function possibleEnds(rows: readonly Row[]): Ends {
  const all = rows.map(endsOf);
  return [
    all.reduce((least, [low]) => Math.min(least, low), Number.POSITIVE_INFINITY),
    all.reduce((most, [, high]) => Math.max(most, high), Number.NEGATIVE_INFINITY),
  ];
}

function endsOf({ unit, samples }: Row): Ends {
  const count = typeof samples === 'number' && samples > 0 ? samples : Number.POSITIVE_INFINITY;
  if (unit === 'share') return [0, 1];
  if (unit === 'bits') return [Number.NEGATIVE_INFINITY, Math.log2(count)];
  if (unit === 'nats') return [Number.NEGATIVE_INFINITY, Math.log(count)];
  if (unit === 'states') return [0, count];
  return [Number.NEGATIVE_INFINITY, unit === null || unit === '' ? 1 : Number.POSITIVE_INFINITY];
}
