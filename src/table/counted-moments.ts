import type { Row } from './columns.ts';
import { plainRow } from './row-view.ts';

/**
 * Rows for whoever orders them by epoch: those that were recorded without epochs count iterations in their place, which `validate`
 * and `run` say of them (`captures-epochs`). The tables of a run keep the empty cells.
 */
export function countedMoments(rows: readonly Row[]): readonly Row[] {
  const lacks = ({ epoch, iteration }: Row) => (epoch ?? null) === null && typeof iteration === 'number';
  if (!rows.some(lacks)) return rows;
  return rows.map((row) => (lacks(row) ? { ...plainRow(row), epoch: row.iteration } : row));
}
