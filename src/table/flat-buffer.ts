/**
 * The FlatBuffers in which Arrow describes its data, read so that nothing outside of the given bytes is looked at, and
 * that all that is read together is no more than twice what is there: bytes that many places point to could stand for
 * any amount otherwise.
 */
export class FlatBuffer {
  readonly #view: DataView;
  /** Bytes that may still be read. */
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#left = 2 * bytes.byteLength;
  }

  /** The table that the whole is. */
  root(): FlatTable {
    return this.table(0);
  }

  /** The table that the offset at `at` leads to. */
  table(at: number): FlatTable {
    const position = at + this.int32(at);
    const fields = position - this.int32(position);
    const size = this.int16(fields);
    this.#take(4);
    this.#within(fields, Math.max(size, 4));
    return { buffer: this, slot: (slot) => this.#slot(position, fields, size, slot) };
  }

  /** Where the items of a vector begin, and how many there are; none when there is no vector. */
  vector(at: number | null, itemBytes: number): { readonly start: number; readonly count: number } {
    if (at === null) return { start: 0, count: 0 };
    const base = at + this.int32(at);
    const count = this.int32(base);
    if (count < 0) throw new Error('a list has a negative length');
    this.#take(4 + count * itemBytes);
    this.#within(base + 4, count * itemBytes);
    return { start: base + 4, count };
  }

  /** The text that the offset at `at` leads to. */
  text(at: number): string {
    const base = at + this.int32(at);
    const length = this.int32(base);
    if (length < 0) throw new Error('a text has a negative length');
    this.#take(4 + length);
    this.#within(base + 4, length);
    const { buffer, byteOffset } = this.#view;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + base + 4, length));
  }

  uint8(at: number): number {
    this.#within(at, 1);
    return this.#view.getUint8(at);
  }

  int16(at: number): number {
    this.#within(at, 2);
    return this.#view.getInt16(at, true);
  }

  int32(at: number): number {
    this.#within(at, 4);
    return this.#view.getInt32(at, true);
  }

  int64(at: number): bigint {
    this.#within(at, 8);
    return this.#view.getBigInt64(at, true);
  }

  /** @throws Error when it is negative or beyond 2^53; no count, length or place is */
  size(at: number): number {
    const value = this.int64(at);
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error(`a size is ${value}`);
    return Number(value);
  }

  #slot(position: number, fields: number, size: number, slot: number): number | null {
    if (slot >= size) return null;
    const offset = this.int16(fields + slot);
    if (offset < 0) throw new Error('a field lies before its table');
    return offset === 0 ? null : position + offset;
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new Error('many places point to the same bytes');
  }

  #within(at: number, bytes: number): void {
    if (at < 0 || at + bytes > this.#view.byteLength) throw new Error('something points outside of the file');
  }
}

/** A table of a FlatBuffer. */
export interface FlatTable {
  readonly buffer: FlatBuffer;
  /** Where the field of this slot (4, 6, ...) is; null when it is left out. */
  slot(slot: number): number | null;
}
