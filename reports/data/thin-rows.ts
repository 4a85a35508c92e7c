import type { Row } from '../../src/table/columns.ts';
import { logSpaced } from './log-spaced.ts';

/** Of more than `most` rows those of fewer iterations, denser at the beginning, and about so many; else all of them. */
export function thinRows(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  const iterations = [...new Set(rows.map((row) => Number(row.iteration)))].sort((a, b) => a - b);
  const limit = Math.max(2, Math.floor((iterations.length * most) / rows.length));
  const kept = new Set(logSpaced(iterations.length, limit).map((index) => iterations[index]));
  return rows.filter((row) => kept.has(Number(row.iteration)));
}
