import type { Column as ArrowColumn, Batch } from '@uwdata/flechette';
import type { Cell, ColumnType } from './columns.ts';

/**
 * A column of a result table, in batches of typed arrays: about 4 bytes a row for texts and integers, 8 for real numbers.
 * @example [...column].filter((cell) => cell !== null)
 */
export class TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Rows. */
  readonly length: number;
  /** The same as Arrow has it. */
  readonly arrow: ArrowColumn<Cell>;
  readonly #batches: readonly Batch<Cell>[];
  /** Bits of a row's number that count rows of a batch; null where batches have other lengths. */
  readonly #shift: number | null;

  constructor(name: string, type: ColumnType, arrow: ArrowColumn<Cell>) {
    this.name = name;
    this.type = type;
    this.arrow = arrow;
    this.length = arrow.length;
    this.#batches = arrow.data;
    this.#shift = shiftOf(arrow.data);
  }

  /** The cell of a row, from 0; null where it is absent. */
  at(row: number): Cell {
    if (this.#shift === null) return this.arrow.at(row) ?? null;
    const batch = this.#batches[row >>> this.#shift];
    return batch ? batch.at(row & ((1 << this.#shift) - 1)) : null;
  }

  /** The cells in their order. */
  *[Symbol.iterator](): Generator<Cell> {
    for (const batch of this.#batches) for (let row = 0; row < batch.length; row++) yield batch.at(row);
  }

  /** The numbers of all rows, NaN where a cell is absent or no number. */
  numbers(): Float64Array {
    const numbers = new Float64Array(this.length);
    let at = 0;
    for (const batch of this.#batches) {
      for (let row = 0; row < batch.length; row++) {
        const cell = batch.at(row);
        numbers[at++] = typeof cell === 'number' ? cell : Number.NaN;
      }
    }
    return numbers;
  }
}

/** Batches of a power of two each, but for the last: then a row's place follows from its number. */
function shiftOf(batches: readonly { readonly length: number }[]): number | null {
  if (batches.length < 2) return 30;
  const { length } = batches[0]!;
  const even = batches.every((batch, i) =>
    i < batches.length - 1 ? batch.length === length : batch.length <= length,
  );
  return even && Number.isInteger(Math.log2(length)) ? Math.log2(length) : null;
}
