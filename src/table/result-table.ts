import { ColumnBuilder } from './column-builder.ts';
import type { Cell, Column, Row } from './columns.ts';
import { plainRow, viewRows } from './row-view.ts';
import type { TableColumn } from './table-column.ts';

/** A table by its columns: about 60 bytes a row of estimates, where an object a row takes 2,000. */
export class ResultTable {
  readonly columns: readonly TableColumn[];
  /** Rows. */
  readonly length: number;
  readonly #byName: ReadonlyMap<string, TableColumn>;
  #views: readonly Row[] | null = null;

  /** @param columns of one length */
  constructor(columns: readonly TableColumn[]) {
    this.columns = columns;
    this.length = columns[0]?.length ?? 0;
    this.#byName = new Map(columns.map((column) => [column.name, column]));
  }

  /** The column of a name; undefined where the table has none. */
  column(name: string): TableColumn | undefined {
    return this.#byName.get(name);
  }

  /** The cell at a row, from 0, and a column; null where it is absent or there is no such column. */
  at(row: number, name: string): Cell {
    return this.#byName.get(name)?.at(row) ?? null;
  }

  /**
   * The rows as views of the columns, the same ones each time: `row.value` looks the cell up. About 40 bytes each. They have no
   * properties of their own: `rowColumns` names their columns, `plainRow` copies one.
   */
  get rows(): readonly Row[] {
    this.#views ??= viewRows(this.columns, this.length);
    return this.#views;
  }

  /** The rows as objects. */
  toRows(): Row[] {
    return this.rows.map(plainRow);
  }
}

/** A table whose columns are filled one by one. */
export class TableBuilder {
  readonly #builders: ReadonlyMap<string, ColumnBuilder>;

  constructor(columns: readonly Pick<Column, 'name' | 'type'>[]) {
    this.#builders = new Map(columns.map((column) => [column.name, new ColumnBuilder(column)]));
  }

  /** What fills a column; undefined where the table has none of that name. */
  column(name: string): ColumnBuilder | undefined {
    return this.#builders.get(name);
  }

  /** Adds rows; columns that they do not have are absent there. */
  addRows(rows: readonly Row[]): void {
    for (const [name, builder] of this.#builders) for (const row of rows) builder.add(row[name]);
  }

  /** The table of all cells. Every column has as many. */
  finish(): ResultTable {
    return new ResultTable([...this.#builders.values()].map((builder) => builder.finish()));
  }
}

/** A table of rows: the cells of the columns, absent where a row has none. */
export function tableOfRows(
  columns: readonly Pick<Column, 'name' | 'type'>[],
  rows: readonly Row[],
): ResultTable {
  const builder = new TableBuilder(columns);
  builder.addRows(rows);
  return builder.finish();
}
