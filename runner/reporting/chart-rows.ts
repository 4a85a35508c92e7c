import { thinRows } from '../../reports/data/thin-rows.ts';
import type { Where } from '../../src/node/parameters.ts';
import { chartColumns } from '../../src/table/chart-columns.ts';
import type { Row } from '../../src/table/columns.ts';
import { rowColumns } from '../../src/table/row-view.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import type { TableName } from '../../src/table/table-columns.ts';
import type { ReportContext } from '../contract/report.ts';

const mostRows = 5000;

/** What a chart of a study's own draws. */
export interface ChartSelection {
  readonly table: TableName;
  readonly estimators?: readonly string[];
  readonly where?: Where;
}

/**
 * Rows of a table for a chart, columns of axes as `chartColumns` names them, columns that are empty throughout left
 * out. Of more than 5000 rows, those of fewer iterations, denser at the beginning; of a moment that has more, evenly.
 */
export function chartRows(
  { table, estimators, where = {} }: ChartSelection,
  { tables, plan }: ReportContext,
): { readonly rows: readonly Row[]; readonly total: number } {
  const own = tables[table].filter(
    (row) => table !== 'estimates' || (estimators?.includes(String(row.estimator)) ?? true),
  );
  const selected = selectRows(own, where, plan);
  const kept = evenly(thinRows(selected, mostRows), mostRows);
  const used = [...new Set(kept.flatMap(rowColumns))].filter((column) =>
    kept.some((row) => row[column] != null),
  );
  const names = chartColumns(
    table,
    plan.axes.map((axis) => axis.name),
  );
  const named = used.map((column) => [column, names.get(column) ?? column] as const);
  const rows = kept.map((row) =>
    Object.fromEntries(named.map(([column, name]) => [name, row[column] ?? null])),
  );
  return { rows, total: selected.length };
}

/** At most `most` rows, from the first to the last. */
function evenly(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]!);
}
