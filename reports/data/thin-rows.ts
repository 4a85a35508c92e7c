import type { Row } from '../../src/table/columns.ts';
import { logSpaced } from './log-spaced.ts';

/** A column that says when in the training a row was taken. */
export type MomentColumn = 'iteration' | 'epoch';

/**
 * The different moments of rows, ascending; of more than `most` that many, the first and the last among them, denser at the
 * beginning (see `logSpaced`).
 * @param most at least 2
 * @example keptMoments([{ iteration: 5 }, { iteration: 0 }, { iteration: 5 }], 300) // [0, 5]
 */
export function keptMoments(
  rows: readonly Row[],
  most: number,
  column: MomentColumn = 'iteration',
): readonly number[] {
  const moments = momentsOf(rows, column);
  return logSpaced(moments.length, most).map((index) => moments[index]!);
}

/** The rows of at most `most` different moments, in their order; see `keptMoments`. */
export function thinMoments(
  rows: readonly Row[],
  most: number,
  column: MomentColumn = 'iteration',
): readonly Row[] {
  const kept = new Set(keptMoments(rows, most, column));
  return rows.filter((row) => kept.has(Number(row[column])));
}

/** Of more than `most` rows those of fewer iterations, denser at the beginning, and about so many; else all of them. */
export function thinRows(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const iterations = momentsOf(rows, 'iteration').length;
  return thinMoments(rows, Math.max(2, Math.floor((iterations * most) / rows.length)));
}

/** The different moments of rows, ascending. */
export function momentsOf(rows: readonly Row[], column: MomentColumn): number[] {
  const found = new Set<number>();
  for (const row of rows) found.add(Number(row[column]));
  return [...found].sort((a, b) => a - b);
}
