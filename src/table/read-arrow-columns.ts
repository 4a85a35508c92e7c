import { type Column, tableFromIPC } from '@uwdata/flechette';
import { checkArrow } from './check-arrow.ts';

/** A column of an Arrow file: its name and a value a row (numbers, lists of numbers, text, or null). */
export interface ArrowColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/**
 * The columns of an Arrow IPC file or stream, in memory. Dictionary columns are resolved, values taken when they are
 * first looked at; 64-bit integers are numbers.
 * @throws Error when the bytes are no Arrow table, or declare more than they hold
 */
export function readArrowColumns(bytes: Uint8Array): ArrowColumn[] {
  return readArrowTable(bytes).map(({ name, column }) => new LazyColumn(name, column));
}

/** A column of an Arrow file as it lies there. */
export interface RawColumn {
  readonly name: string;
  readonly column: Column<unknown>;
}

/**
 * The same columns as they lie in the bytes, which they keep.
 * @throws Error when the bytes are no Arrow table, or declare more than they hold
 */
export function readArrowTable(bytes: Uint8Array): RawColumn[] {
  checkArrow(bytes);
  const { names, children } = tableFromIPC(bytes);
  return names.map((name, i) => ({ name, column: children[i]! }));
}

class LazyColumn implements ArrowColumn {
  readonly name: string;
  readonly #column: Column<unknown>;
  #values: ArrayLike<unknown> | null = null;

  constructor(name: string, column: Column<unknown>) {
    this.name = name;
    this.#column = column;
  }

  get values(): ArrayLike<unknown> {
    this.#values ??= this.#column.toArray();
    return this.#values;
  }
}
