import type { Cell } from './columns.ts';

/** A row of one estimate without names, so that renaming an entry runs nothing again. */
export interface KeptRow {
  readonly iteration: number;
  /** Index into the network; null for a quantity of no layer. */
  readonly layer: number | null;
  readonly cells: Readonly<Record<string, Cell>>;
}

/**
 * The rows of one estimate by columns, about 40 bytes a row: by iteration, then layer as the probe lists them. It is kept as JSON.
 * A cell that a row does not have is null.
 */
export interface KeptRows {
  readonly iterations: readonly number[];
  readonly layers: readonly (number | null)[];
  readonly columns: readonly KeptColumn[];
}

/** A column: one cell for all rows, or a cell a row; texts stand once, and are named by their place. */
export type KeptColumn =
  | { readonly name: string; readonly same: Cell }
  | { readonly name: string; readonly cells: readonly Cell[] }
  | { readonly name: string; readonly texts: readonly string[]; readonly places: readonly (number | null)[] };

/** Takes rows in their order. */
export class KeptRowsBuilder {
  readonly #iterations: number[] = [];
  readonly #layers: (number | null)[] = [];
  readonly #columns = new Map<string, ColumnDraft>();

  add({ iteration, layer, cells }: KeptRow): void {
    const before = this.#iterations.length;
    for (const name in cells) {
      let draft = this.#columns.get(name);
      if (!draft) {
        draft = new ColumnDraft();
        this.#columns.set(name, draft);
      }
      draft.addAt(before, cells[name] ?? null);
    }
    this.#iterations.push(iteration);
    this.#layers.push(layer);
  }

  /** All rows so far; nothing is added afterwards. */
  finish(): KeptRows {
    const iterations = this.#iterations;
    const columns = [...this.#columns].map(([name, draft]) => draft.finish(name, iterations.length));
    return { iterations, layers: this.#layers, columns };
  }
}

class ColumnDraft {
  /** What all cells are while there are no `#cells`. */
  #same: Cell = null;
  #cells: Cell[] | null = null;
  #length = 0;
  /** Texts, each once: they come from elsewhere, each time anew. */
  readonly #texts = new Map<string, string>();

  /** The cells before that were not given are null. */
  addAt(row: number, cell: Cell): void {
    while (this.#length < row) this.#add(null);
    this.#add(cell);
  }

  finish(name: string, length: number): KeptColumn {
    while (this.#length < length) this.#add(null);
    const cells = this.#cells;
    if (!cells) return { name, same: this.#same };
    if (!cells.every((cell) => cell === null || typeof cell === 'string')) return { name, cells };
    const texts = [...this.#texts.keys()];
    const places = new Map<Cell, number>(texts.map((text, place) => [text, place]));
    return { name, texts, places: cells.map((cell) => places.get(cell) ?? null) };
  }

  #add(cell: Cell): void {
    const own = typeof cell === 'string' ? this.#textOf(cell) : cell;
    if (this.#length === 0) this.#same = own;
    if (!this.#cells && !Object.is(own, this.#same))
      this.#cells = Array.from({ length: this.#length }, () => this.#same);
    this.#cells?.push(own);
    this.#length++;
  }

  #textOf(cell: string): string {
    const known = this.#texts.get(cell);
    if (known !== undefined) return known;
    this.#texts.set(cell, cell);
    return cell;
  }
}

/** Gives the cells of a column by the row; null throughout where the rows have no such column. */
export function cellsOf({ columns }: KeptRows, name: string): (row: number) => Cell {
  const column = columns.find((one) => one.name === name);
  if (!column) return () => null;
  if ('same' in column) return () => column.same;
  if ('cells' in column) return (row) => column.cells[row] ?? null;
  const { texts, places } = column;
  return (row) => texts[places[row] ?? -1] ?? null;
}

/** The rows one by one. */
export function* eachKeptRow(rows: KeptRows): Generator<KeptRow> {
  const columns = rows.columns.map(({ name }) => ({ name, cell: cellsOf(rows, name) }));
  for (let row = 0; row < rows.iterations.length; row++) {
    const cells: Record<string, Cell> = {};
    for (const { name, cell } of columns) cells[name] = cell(row);
    yield { iteration: rows.iterations[row]!, layer: rows.layers[row]!, cells };
  }
}

/** Rows by their columns. */
export function keptRows(rows: Iterable<KeptRow>): KeptRows {
  const builder = new KeptRowsBuilder();
  for (const row of rows) builder.add(row);
  return builder.finish();
}

/** Rows that came one after the other, as one. */
export function joinKeptRows(parts: readonly KeptRows[]): KeptRows {
  const filled = parts.filter(({ iterations }) => iterations.length > 0);
  if (filled.length === 1) return filled[0]!;
  const builder = new KeptRowsBuilder();
  for (const part of filled) for (const row of eachKeptRow(part)) builder.add(row);
  return builder.finish();
}
