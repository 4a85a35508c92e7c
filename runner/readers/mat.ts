import { constants, inflateSync } from 'node:zlib';
import { RunError } from '../../src/node/run-error.ts';

/** A numeric array of a MATLAB file. Values are in column-major order: the first index runs fastest. */
export interface MatArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float64Array;
}

/** Types of data elements (MAT-File Format, level 5, table 1-1). */
const elementTypes: Readonly<Record<number, { readonly size: number; readonly read: keyof Readers }>> = {
  1: { size: 1, read: 'getInt8' },
  2: { size: 1, read: 'getUint8' },
  3: { size: 2, read: 'getInt16' },
  4: { size: 2, read: 'getUint16' },
  5: { size: 4, read: 'getInt32' },
  6: { size: 4, read: 'getUint32' },
  7: { size: 4, read: 'getFloat32' },
  9: { size: 8, read: 'getFloat64' },
};
type Readers = Pick<
  DataView,
  'getInt8' | 'getUint8' | 'getInt16' | 'getUint16' | 'getInt32' | 'getUint32' | 'getFloat32' | 'getFloat64'
>;
const uint8 = 2;
const matrix = 14;
const compressed = 15;

const headerLength = 128;
/** Classes of numeric arrays, double to uint32; cells, structures, text and the like are passed over. */
const firstNumericClass = 6;
const lastNumericClass = 13;
const complexFlag = 0x0800;
/** A variable larger than this is refused before it fills the memory; the largest of SVHN's has 225 MB. */
const largestElement = 2 ** 28;
const mostAxes = 32;

interface Element {
  readonly type: number;
  readonly body: DataView;
  /** Where the next element begins. */
  readonly next: number;
}

/**
 * Reads the numeric arrays of a MATLAB level 5 file (`save -v6`, `-v7`), little- or big-endian, packed or not.
 * Arrays of uint8 stay bytes, all others become float64. Other variables (text, cells, structures, 64-bit integers,
 * complex or sparse arrays) are left out.
 *
 * @param path names the file in messages
 * @returns arrays by the name of their variable
 * @throws RunError when the file is not of this format, is damaged, or holds more than 256 MiB in one variable
 */
export function readMat(bytes: Uint8Array, path: string): Map<string, MatArray> {
  const littleEndian = byteOrder(bytes, path);
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const arrays = new Map<string, MatArray>();
  const damaged = (what: string) =>
    new RunError(`${path} is a damaged MATLAB file: ${what}`, {
      hint: 'it may be only half written; remove it and fetch it again',
    });
  try {
    for (let at = headerLength; at < file.byteLength; ) {
      const outer = elementAt(file, at, littleEndian);
      at = outer.next;
      const element = outer.type === compressed ? inflated(outer.body, littleEndian) : outer;
      if (element.type !== matrix) continue;
      const named = readMatrix(element.body, littleEndian);
      if (named) arrays.set(named.name, named.array);
    }
  } catch (cause) {
    throw damaged((cause as Error).message);
  }
  return arrays;
}

function byteOrder(bytes: Uint8Array, path: string): boolean {
  const mark = Buffer.from(bytes.subarray(126, headerLength)).toString('latin1');
  if (bytes.length >= headerLength && (mark === 'IM' || mark === 'MI')) return mark === 'IM';
  const hdf = Buffer.from(bytes.subarray(0, 10)).toString('latin1') === 'MATLAB 7.3';
  throw new RunError(`${path} is not a MATLAB level 5 file`, {
    hint: hdf ? 'it is of version 7.3; save it again with -v7' : 'save it with -v6 or -v7',
  });
}

/** Reads the tag at `at`: 8 bytes, or 4 with up to 4 bytes of data after them. */
function elementAt(view: DataView, at: number, littleEndian: boolean): Element {
  const first = view.getUint32(at, littleEndian);
  const shortLength = first >>> 16;
  if (shortLength > 0) {
    if (shortLength > 4) throw new Error(`a short element of ${shortLength} bytes`);
    return { type: first & 0xffff, body: part(view, at + 4, shortLength), next: at + 8 };
  }
  const length = view.getUint32(at + 4, littleEndian);
  const padded = first === compressed ? length : Math.ceil(length / 8) * 8;
  return { type: first, body: part(view, at + 8, length), next: at + 8 + padded };
}

function part(view: DataView, from: number, length: number): DataView {
  if (from + length > view.byteLength) {
    throw new Error(`an element of ${length} bytes where ${Math.max(0, view.byteLength - from)} are left`);
  }
  return new DataView(view.buffer, view.byteOffset + from, length);
}

function inflated(body: DataView, littleEndian: boolean): Element {
  const packed = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const bytes = inflateSync(packed, { maxOutputLength: declaredSize(packed, littleEndian) });
  return elementAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, littleEndian);
}

/** Bytes that a packed element says it has unpacked, its tag included; the tag is unpacked alone, from the first bytes. */
function declaredSize(packed: Uint8Array, littleEndian: boolean): number {
  const tag = inflateSync(packed.subarray(0, 1024), { finishFlush: constants.Z_SYNC_FLUSH });
  if (tag.length < 8) throw new Error('a packed element without a tag');
  const view = new DataView(tag.buffer, tag.byteOffset, 8);
  const short = view.getUint32(0, littleEndian) >>> 16 > 0;
  const size = short ? 8 : 8 + view.getUint32(4, littleEndian);
  if (size > largestElement)
    throw new Error(`an element of ${size} bytes; at most ${largestElement} are read`);
  return size;
}

/** Reads flags, lengths, name and real part of an array; null for what is not a real numeric array. */
function readMatrix(body: DataView, littleEndian: boolean): { name: string; array: MatArray } | null {
  if (body.byteLength === 0) return null;
  const flags = elementAt(body, 0, littleEndian);
  const word = flags.body.getUint32(0, littleEndian);
  const kind = word & 0xff;
  if (kind < firstNumericClass || kind > lastNumericClass || (word & complexFlag) !== 0) return null;
  const lengths = elementAt(body, flags.next, littleEndian);
  if (lengths.body.byteLength > 4 * mostAxes)
    throw new Error(`an array of ${lengths.body.byteLength / 4} axes`);
  const shape = Array.from({ length: lengths.body.byteLength / 4 }, (_, axis) =>
    lengths.body.getInt32(4 * axis, littleEndian),
  );
  const name = elementAt(body, lengths.next, littleEndian);
  const values = elementAt(body, name.next, littleEndian);
  const text = Buffer.from(name.body.buffer, name.body.byteOffset, name.body.byteLength).toString('latin1');
  return { name: text, array: { shape, data: numbers(values, shape, littleEndian) } };
}

function numbers(
  element: Element,
  shape: readonly number[],
  littleEndian: boolean,
): Uint8Array | Float64Array {
  const type = elementTypes[element.type];
  if (!type) throw new Error(`values of type ${element.type}`);
  const count = element.body.byteLength / type.size;
  const declared = shape.reduce((product, length) => product * length, 1);
  if (count !== declared || shape.some((length) => length < 0)) {
    throw new Error(`${count} values for an array of ${shape.join(' x ')}`);
  }
  const { body } = element;
  if (element.type !== uint8 && 8 * count > largestElement) throw new Error(`an array of ${count} numbers`);
  if (element.type === uint8) return new Uint8Array(body.buffer, body.byteOffset, count);
  return Float64Array.from({ length: count }, (_, i) => body[type.read](i * type.size, littleEndian));
}
