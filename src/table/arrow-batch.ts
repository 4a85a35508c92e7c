import type { ArrowField } from './arrow-schema.ts';
import type { FlatBuffer, FlatTable } from './flat-buffer.ts';

/** A record or dictionary batch: what it says of itself, and its body. */
export interface ArrowBatch {
  readonly header: FlatTable;
  readonly body: Uint8Array;
}

/** What all batches of a file may use up together. */
export interface ArrowBudget {
  /** Values that take no bytes, and bytes of texts that several values share. */
  shared: number;
}

/**
 * Walks the columns of a batch as a reader would, and holds that every value has its bytes: the buffers lie in the body
 * and have no byte in common by their sum, the lists of a column have no value in common, and so on.
 * @returns rows of the batch
 * @throws Error when it does not
 */
export function checkArrowBatch(
  fields: readonly ArrowField[],
  batch: ArrowBatch,
  dictionaries: ReadonlySet<bigint>,
  budget: ArrowBudget,
): number {
  return new BatchWalk(batch, dictionaries, budget).walk(fields);
}

class BatchWalk {
  readonly #buffer: FlatBuffer;
  readonly #rows: number;
  readonly #body: Uint8Array;
  readonly #dictionaries: ReadonlySet<bigint>;
  readonly #budget: ArrowBudget;
  readonly #nodes: { readonly start: number; readonly count: number };
  readonly #regions: { readonly start: number; readonly count: number };
  readonly #variadic: { readonly start: number; readonly count: number };
  #node = 0;
  #region = 0;
  #view = 0;
  /** Bytes of the body that no buffer has had. */
  #left: number;

  constructor({ header, body }: ArrowBatch, dictionaries: ReadonlySet<bigint>, budget: ArrowBudget) {
    const buffer = header.buffer;
    if (header.slot(10) !== null) throw new Error('it is compressed');
    const rows = header.slot(4);
    this.#buffer = buffer;
    this.#rows = rows === null ? 0 : buffer.size(rows);
    this.#nodes = buffer.vector(header.slot(6), 16);
    this.#regions = buffer.vector(header.slot(8), 16);
    this.#variadic = buffer.vector(header.slot(12), 8);
    this.#body = body;
    this.#dictionaries = dictionaries;
    this.#budget = budget;
    this.#left = body.length;
  }

  walk(fields: readonly ArrowField[]): number {
    for (const field of fields) {
      const length = this.#walkField(field);
      if (length !== this.#rows) {
        throw new Error(`its column '${field.name}' has ${length} values where the rows are ${this.#rows}`);
      }
    }
    return this.#rows;
  }

  /** @returns values of the column */
  #walkField(field: ArrowField): number {
    const { layout, children, name } = field;
    const length = this.#takeNode(layout.kind !== 'null');
    switch (layout.kind) {
      case 'null':
        this.#share(length);
        break;
      case 'fixed':
        if (layout.bits === 0) this.#share(length);
        this.#takeBits(name, length * layout.bits);
        break;
      case 'dictionary':
        if (!this.#dictionaries.has(layout.id)) throw new Error(`the dictionary of '${name}' is missing`);
        this.#takeBits(name, length * layout.bits);
        break;
      case 'bytes': {
        const last = this.#takeOffsets(name, length, layout.offsetBytes);
        this.#takeBits(name, 8 * last);
        break;
      }
      case 'views':
        this.#takeViews(name, length);
        break;
      case 'list': {
        const last = this.#takeOffsets(name, length, layout.offsetBytes);
        this.#walkChildren(field, last);
        break;
      }
      case 'fixed-list':
        if (layout.size === 0) this.#share(length);
        this.#walkChildren(field, length * layout.size);
        break;
      case 'struct':
        if (children.length === 0) this.#share(length);
        this.#walkChildren(field, length);
        break;
    }
    return length;
  }

  #walkChildren({ name, layout, children }: ArrowField, needed: number): void {
    if (layout.kind !== 'struct' && children.length !== 1) {
      throw new Error(`its column '${name}' has ${children.length} parts`);
    }
    for (const child of children) {
      const length = this.#walkField(child);
      if (length < needed) throw new Error(`its column '${name}' needs ${needed} values and has ${length}`);
    }
  }

  /** The length of the next column or part of one; `marked` ones have a buffer that says which values are there. */
  #takeNode(marked: boolean): number {
    if (this.#node >= this.#nodes.count) throw new Error('it describes fewer columns than it has');
    const at = this.#nodes.start + 16 * this.#node++;
    const length = this.#buffer.size(at);
    const absent = this.#buffer.size(at + 8);
    if (absent > length) throw new Error('more values are absent than there are');
    const marks = marked ? this.#takeRegion() : null;
    if (marks && absent > 0 && 8 * marks.length < length) throw new Error('a buffer is too short');
    return length;
  }

  #takeRegion(): Uint8Array {
    if (this.#region >= this.#regions.count) throw new Error('it describes fewer buffers than it has');
    const at = this.#regions.start + 16 * this.#region++;
    const offset = this.#buffer.size(at);
    const length = this.#buffer.size(at + 8);
    if (offset + length > this.#body.length) throw new Error('a buffer reaches beyond its batch');
    this.#left -= length;
    if (this.#left < 0) throw new Error('its buffers lie on each other');
    return this.#body.subarray(offset, offset + length);
  }

  #takeBits(name: string, bits: number): void {
    const { length } = this.#takeRegion();
    if (8 * length < bits) {
      throw new Error(`its column '${name}' needs ${Math.ceil(bits / 8)} bytes and has ${length}`);
    }
  }

  /** @returns the last of the offsets; they begin at 0 or later and do not fall */
  #takeOffsets(name: string, length: number, offsetBytes: 4 | 8): number {
    const region = this.#takeRegion();
    if (length === 0) return 0;
    if (region.length < (length + 1) * offsetBytes) {
      throw new Error(`its column '${name}' needs ${length + 1} offsets and has fewer`);
    }
    const view = new DataView(region.buffer, region.byteOffset, region.byteLength);
    let last = 0;
    for (let i = 0; i <= length; i++) {
      const offset = offsetBytes === 4 ? view.getInt32(4 * i, true) : Number(view.getBigInt64(8 * i, true));
      if (offset < last) throw new Error(`the offsets of its column '${name}' fall`);
      last = offset;
    }
    return last;
  }

  #takeViews(name: string, length: number): void {
    const views = this.#takeRegion();
    if (views.length < 16 * length) throw new Error(`its column '${name}' has fewer views than values`);
    if (this.#view >= this.#variadic.count) throw new Error('it describes fewer buffers than it has');
    const count = this.#buffer.size(this.#variadic.start + 8 * this.#view++);
    if (count > this.#regions.count) throw new Error('it describes fewer buffers than it has');
    const sizes = Array.from({ length: count }, () => this.#takeRegion().length);
    const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
    for (let at = 0; at < 16 * length; at += 16) {
      const size = view.getInt32(at, true);
      if (size < 0) throw new Error(`a value of its column '${name}' has a negative length`);
      if (size <= 12) continue;
      const end = view.getInt32(at + 12, true) + size;
      if (end < size || end > (sizes[view.getInt32(at + 8, true)] ?? -1)) {
        throw new Error(`a value of its column '${name}' lies outside of its buffer`);
      }
      this.#share(size);
    }
  }

  #share(count: number): void {
    this.#budget.shared -= count;
    if (this.#budget.shared < 0) throw new Error('it declares far more values than it has bytes');
  }
}
