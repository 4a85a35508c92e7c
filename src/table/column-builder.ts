import {
  Column as ArrowColumn,
  type Batch,
  batchType,
  bool,
  columnFromValues,
  type DataType,
  type DictionaryType,
  dictionary,
  float64,
  int32,
  utf8,
} from '@uwdata/flechette';
import type { Cell, Column, ColumnType } from './columns.ts';
import { TableColumn } from './table-column.ts';

/** Rows of a record batch. */
export const batchRows = 2 ** 16;

const arrowTypes: Readonly<Record<ColumnType, () => DataType>> = {
  text: () => dictionary(utf8()),
  integer: int32,
  real: float64,
  boolean: bool,
};

/** Buffers of a batch. */
interface Buffers {
  readonly values: Float64Array | Int32Array | Uint8Array;
  readonly validity: Uint8Array;
  readonly nullCount: number;
}

/**
 * Takes the cells of a column one after another. Texts are kept once; batches in which all cells are the same have one pair of buffers.
 * The same cells give the same column, in however many calls they come.
 */
export class ColumnBuilder {
  readonly #column: Pick<Column, 'name' | 'type'>;
  readonly #type: DataType;
  readonly #batches: Batch<Cell>[] = [];
  readonly #texts = new Map<string, number>();
  /** Whole batches of one cell, by it. */
  readonly #alike = new Map<number | null, Buffers>();
  /** Cells of the batch so far. */
  #length = 0;
  /** What all of them are while there are no `#numbers`. */
  #first: number | null = null;
  #numbers: Float64Array | Int32Array | null = null;
  /** Which of `#numbers` are there; all of them while it is null. */
  #present: Uint8Array | null = null;
  #absent = 0;

  constructor(column: Pick<Column, 'name' | 'type'>) {
    this.#column = column;
    this.#type = arrowTypes[column.type]();
  }

  /** Adds a cell so many times. A cell that is not of the column's type is absent, as is a number that is not finite (but for `alpha`). */
  add(cell: Cell | undefined, times = 1): void {
    const number = this.#numberOf(cell);
    for (let left = times; left > 0; ) {
      const count = Math.min(left, batchRows - this.#length);
      this.#fill(number, count);
      left -= count;
      if (this.#length === batchRows) this.#cut();
    }
  }

  /** The column of all cells; nothing is added afterwards. */
  finish(): TableColumn {
    if (this.#length > 0) this.#cut();
    if (this.#column.type === 'text') {
      const words = textColumn([...this.#texts.keys()], (this.#type as DictionaryType).dictionary);
      for (const batch of this.#batches as DictionaryBatch[]) batch.setDictionary(words);
    }
    const { name, type } = this.#column;
    return new TableColumn(name, type, new ArrowColumn(this.#batches, this.#type));
  }

  #numberOf(cell: Cell | undefined): number | null {
    if (cell === null || cell === undefined) return null;
    const { type, name } = this.#column;
    if (type === 'text') {
      const text = String(cell);
      const known = this.#texts.get(text);
      if (known !== undefined) return known;
      this.#texts.set(text, this.#texts.size);
      return this.#texts.size - 1;
    }
    if (type === 'boolean') return cell ? 1 : 0;
    const number = Number(cell);
    if (Number.isFinite(number)) return type === 'integer' ? Math.trunc(number) : number;
    return name === 'alpha' && typeof cell === 'number' ? number : null;
  }

  #fill(number: number | null, count: number): void {
    const from = this.#length;
    this.#length += count;
    if (from === 0) this.#first = number;
    if (!this.#numbers) {
      if (Object.is(number, this.#first)) return;
      this.#spread(from);
    }
    const numbers = this.#room();
    if (number !== null) numbers.fill(number, from, this.#length);
    else this.#absentFrom(from, this.#length);
  }

  /** Writes down the cells so far, which are all alike. */
  #spread(count: number): void {
    this.#numbers = this.#column.type === 'real' ? new Float64Array(64) : new Int32Array(64);
    const numbers = this.#room();
    if (this.#first !== null) numbers.fill(this.#first, 0, count);
    else this.#absentFrom(0, count);
  }

  /** The batch's numbers with room for its length. */
  #room(): Float64Array | Int32Array {
    const numbers = this.#numbers!;
    if (numbers.length >= this.#length) return numbers;
    const size = Math.min(batchRows, Math.max(2 * numbers.length, this.#length));
    const larger = this.#column.type === 'real' ? new Float64Array(size) : new Int32Array(size);
    larger.set(numbers);
    this.#numbers = larger;
    return larger;
  }

  #absentFrom(from: number, to: number): void {
    this.#present ??= new Uint8Array(batchRows / 8).fill(255);
    for (let row = from; row < to; row++) this.#present[row >> 3]! &= ~(1 << (row & 7));
    this.#absent += to - from;
  }

  #cut(): void {
    const length = this.#length;
    const buffers = this.#numbers ? this.#ownBuffers(this.#numbers) : this.#alikeBuffers();
    const type = this.#type;
    this.#batches.push(new (batchType(type))({ type, length, ...buffers }));
    this.#length = 0;
    this.#numbers = null;
    this.#present = null;
    this.#absent = 0;
  }

  #ownBuffers(numbers: Float64Array | Int32Array): Buffers {
    const own = numbers.slice(0, this.#length);
    return {
      values: this.#column.type === 'boolean' ? bitsOf(own) : own,
      validity: this.#present ? maskedTo(this.#present, this.#length) : new Uint8Array(0),
      nullCount: this.#absent,
    };
  }

  #alikeBuffers(): Buffers {
    const whole = this.#length === batchRows && !Object.is(this.#first, -0);
    const known = whole ? this.#alike.get(this.#first) : undefined;
    if (known) return known;
    this.#spread(this.#length);
    const buffers = this.#ownBuffers(this.#numbers!);
    if (whole) this.#alike.set(this.#first, buffers);
    return buffers;
  }
}

type DictionaryBatch = Batch<Cell> & { setDictionary(words: ArrowColumn<string>): void };

/** A column of texts, in one batch. */
function textColumn(texts: readonly string[], type: DataType): ArrowColumn<string> {
  if (texts.length > 0) return columnFromValues(texts, type);
  const [offsets, none] = [new Int32Array(1), new Uint8Array(0)];
  const batch = new (batchType(type))({
    type,
    length: 0,
    nullCount: 0,
    validity: none,
    offsets,
    values: none,
  });
  return new ArrowColumn([batch], type);
}

/** Bits of numbers that are 0 or 1. */
function bitsOf(numbers: Float64Array | Int32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(numbers.length / 8));
  for (let i = 0; i < numbers.length; i++) if (numbers[i] === 1) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

/** The first `length` bits; those that fill the last byte are 0. */
function maskedTo(bits: Uint8Array, length: number): Uint8Array {
  const own = bits.slice(0, Math.ceil(length / 8));
  if (length & 7) own[own.length - 1]! &= (1 << (length & 7)) - 1;
  return own;
}
