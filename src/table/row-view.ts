import type { Cell, Row } from './columns.ts';

/** Names that the columns of views have, on their prototype. */
const viewed: unique symbol = Symbol('columns');

/** What of a column its cells are read from. */
interface ViewedColumn {
  readonly name: string;
  at(row: number): Cell;
}

/** So many rows, each a view of the columns: `row.value` looks the cell up in the column `value`. */
export function viewRows(columns: readonly ViewedColumn[], length: number): Row[] {
  class View {
    readonly [column: string]: Cell;
    readonly #row: number;

    constructor(row: number) {
      this.#row = row;
    }

    static read(column: ViewedColumn): PropertyDescriptor {
      return {
        get(this: View) {
          return column.at(this.#row);
        },
      };
    }
  }
  // what JSON has of a row, whose cells are not its own properties
  Object.defineProperty(View.prototype, 'toJSON', {
    value(this: Row) {
      return plainRow(this);
    },
    configurable: true,
  });
  for (const column of columns) Object.defineProperty(View.prototype, column.name, View.read(column));
  Object.defineProperty(View.prototype, viewed, { value: columns.map(({ name }) => name) });
  const views = new Array<Row>(length);
  for (let row = 0; row < length; row++) views[row] = new View(row);
  return views;
}

/** Names of the columns of a row, whether it is an object or a view. */
export function rowColumns(row: object): readonly string[] {
  return (row as { readonly [viewed]?: readonly string[] })[viewed] ?? Object.keys(row);
}

/** A row as an object of its own. */
export function plainRow(row: Row): Row {
  const cells: Record<string, Cell> = {};
  for (const name of rowColumns(row)) cells[name] = row[name] ?? null;
  return cells;
}
