import type { FlatBuffer, FlatTable } from './flat-buffer.ts';

/** How the values of a column lie in buffers. */
export type ArrowLayout =
  /** No buffer at all. */
  | { readonly kind: 'null' }
  /** So many bits a value. */
  | { readonly kind: 'fixed'; readonly bits: number }
  /** Offsets of so many bytes into a buffer of bytes. */
  | { readonly kind: 'bytes'; readonly offsetBytes: 4 | 8 }
  /** Views of 16 bytes into any number of buffers. */
  | { readonly kind: 'views' }
  /** Offsets of so many bytes into the child. */
  | { readonly kind: 'list'; readonly offsetBytes: 4 | 8 }
  /** So many values of the child each. */
  | { readonly kind: 'fixed-list'; readonly size: number }
  | { readonly kind: 'struct' }
  /** Numbers of so many bits that count the values of a dictionary. */
  | { readonly kind: 'dictionary'; readonly bits: number; readonly id: bigint; readonly values: ArrowField };

/** A column, or a part of one. */
export interface ArrowField {
  readonly name: string;
  readonly layout: ArrowLayout;
  readonly children: readonly ArrowField[];
}

/** Levels of lists and structs in each other. */
const deepest = 16;

/**
 * The fields of an Arrow schema (Schema.fbs of Apache Arrow).
 * @throws Error when it is damaged, nested more than 16 times, of big-endian numbers, or of types that are not read
 */
export function readArrowSchema(schema: FlatTable): ArrowField[] {
  const { buffer } = schema;
  const order = schema.slot(4);
  if (order !== null && buffer.int16(order) !== 0) throw new Error('its numbers are big-endian');
  walkMetadata(buffer, schema.slot(8));
  return readFields(buffer, schema.slot(6), 0);
}

/** Looks at all key-value pairs of a schema, field or footer. */
export function walkMetadata(buffer: FlatBuffer, at: number | null): void {
  const { start, count } = buffer.vector(at, 4);
  for (let i = 0; i < count; i++) {
    const pair = buffer.table(start + 4 * i);
    for (const text of [pair.slot(4), pair.slot(6)]) if (text !== null) buffer.text(text);
  }
}

function readFields(buffer: FlatBuffer, at: number | null, depth: number): ArrowField[] {
  if (depth > deepest) throw new Error(`its columns are nested more than ${deepest} times`);
  const { start, count } = buffer.vector(at, 4);
  return Array.from({ length: count }, (_, i) => readField(buffer.table(start + 4 * i), depth));
}

function readField(field: FlatTable, depth: number): ArrowField {
  const { buffer } = field;
  const nameAt = field.slot(4);
  const name = nameAt === null ? '' : buffer.text(nameAt);
  walkMetadata(buffer, field.slot(16));
  const children = readFields(buffer, field.slot(14), depth + 1);
  const type = field.slot(8);
  const layout = readLayout(name, type === null ? 0 : buffer.uint8(type), typeTable(field));
  const dictionaryAt = field.slot(12);
  if (dictionaryAt === null) return { name, layout, children };
  if (children.length > 0) throw new Error(`the dictionary of its column '${name}' is nested`);
  const dictionary = buffer.table(dictionaryAt);
  const [idAt, indexAt] = [dictionary.slot(4), dictionary.slot(6)];
  const id = idAt === null ? 0n : buffer.int64(idAt);
  const bits = indexAt === null ? 32 : intBits(buffer.table(indexAt));
  const values = { name, layout, children };
  return { name, layout: { kind: 'dictionary', bits, id, values }, children: [] };
}

function typeTable(field: FlatTable): FlatTable | null {
  const at = field.slot(10);
  return at === null ? null : field.buffer.table(at);
}

/** Layouts of the types that need no more than their number in Schema.fbs. */
const plainLayouts: Readonly<Record<number, ArrowLayout>> = {
  1: { kind: 'null' },
  4: { kind: 'bytes', offsetBytes: 4 },
  5: { kind: 'bytes', offsetBytes: 4 },
  6: { kind: 'fixed', bits: 1 },
  12: { kind: 'list', offsetBytes: 4 },
  13: { kind: 'struct' },
  17: { kind: 'list', offsetBytes: 4 },
  18: { kind: 'fixed', bits: 64 },
  19: { kind: 'bytes', offsetBytes: 8 },
  20: { kind: 'bytes', offsetBytes: 8 },
  21: { kind: 'list', offsetBytes: 8 },
  23: { kind: 'views' },
  24: { kind: 'views' },
};

function readLayout(name: string, type: number, table: FlatTable | null): ArrowLayout {
  const layout = plainLayouts[type] ?? sizedLayout(type, table);
  if (layout) return layout;
  throw new Error(`its column '${name}' is damaged, or of a type that is not read (${type})`);
}

/** The layout of a type that has parameters; null when it is none, or they are wrong. */
function sizedLayout(type: number, table: FlatTable | null): ArrowLayout | null {
  const number = (slot: number, otherwise: number, read: 'int16' | 'int32' = 'int16') => {
    const at = table?.slot(slot) ?? null;
    return at === null ? otherwise : table!.buffer[read](at);
  };
  const fixed = (bits: number | undefined): ArrowLayout | null =>
    bits === undefined ? null : { kind: 'fixed', bits };
  const size = () => number(4, 0, 'int32');
  switch (type) {
    case 2:
      return table && fixed(intBits(table));
    case 3:
      return fixed([16, 32, 64][number(4, 0)]);
    case 7:
      return fixed([32, 64, 128, 256].find((bits) => bits === number(8, 128, 'int32')));
    case 8:
      return fixed([32, 64][number(4, 1)]);
    case 9:
      return fixed([32, 32, 64, 64][number(4, 1)]);
    case 10: {
      const timezone = table?.slot(6) ?? null;
      if (timezone !== null) table!.buffer.text(timezone);
      return fixed(64);
    }
    case 11:
      return fixed([32, 64, 128][number(4, 0)]);
    case 15:
      return size() < 0 ? null : fixed(8 * size());
    case 16:
      return size() < 0 ? null : { kind: 'fixed-list', size: size() };
  }
  return null;
}

function intBits(table: FlatTable): number {
  const at = table.slot(4);
  const bits = at === null ? 0 : table.buffer.int32(at);
  if (![8, 16, 32, 64].includes(bits)) throw new Error(`an integer has ${bits} bits`);
  return bits;
}
