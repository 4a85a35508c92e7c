import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import type { ReportContext } from '../contract/report.ts';
import { pairMeans } from './pair-means.ts';

/** Which rows a figure reads. */
export interface RowChoice {
  readonly estimator: string;
  /** Values of whole layers, or those of feature maps; both when left out. */
  readonly of?: 'layers' | 'maps';
  /** Only these of them. */
  readonly where?: Where;
}

/** The rows of an estimator that hold a number, in the order of the table; those of comparisons between seeds as means (`pairMeans`). */
export function estimateRows(choice: RowChoice, context: ReportContext): readonly Row[] {
  return pairMeans(rowsOfPairs(choice, context));
}

/** The same, with a row for each two networks that are compared. */
export function rowsOfPairs(
  { estimator, of, where = {} }: RowChoice,
  { tables, plan }: ReportContext,
): readonly Row[] {
  const own = tables.estimates.filter(
    (row) =>
      row.estimator === estimator &&
      typeof row.value === 'number' &&
      (of === undefined || (row.channel == null) === (of === 'layers')),
  );
  return selectRows(own, where, plan);
}

/** Whether rows have more than one value in a column. */
export function differ(rows: readonly Row[], column: string): boolean {
  return rows.some((row) => row[column] !== rows[0]![column]);
}
