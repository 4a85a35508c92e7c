import { RunError } from '../../src/node/run-error.ts';
import type { LabelArray } from './class-labels.ts';
import { exactNumber, halfFloat } from './exact-number.ts';
import type { NdArray } from './nd-array.ts';
import { damaged, type NpyHeader, readNpyHeader } from './npy-header.ts';

/**
 * Reads a .npy file: versions 1 to 3, C and Fortran order, both byte orders; f2, f4, f8, integers of 1 to 8 bytes, bool.
 *
 * f4 stays float32; everything else becomes float64.
 * @param bytes the whole file
 * @param name what messages call the file
 * @throws RunError when it is damaged, longer or shorter than its header says, or holds an integer that float64 cannot
 */
export function readNpy(bytes: Uint8Array, name: string): NdArray {
  const header = readCheckedHeader(bytes, name);
  return {
    shape: header.shape,
    values: inRowMajor(decode(bytes.subarray(header.dataStart), header, name), header),
  };
}

/**
 * Reads a .npy file as {@link readNpy} does, but leaves unsigned bytes what they are: an eighth of the memory.
 * @throws RunError as {@link readNpy}
 */
export function readNpyCompact(
  bytes: Uint8Array,
  name: string,
): { readonly shape: readonly number[]; readonly values: Uint8Array | NdArray['values'] } {
  const header = readCheckedHeader(bytes, name);
  const data = bytes.subarray(header.dataStart);
  // A plain view: of a Buffer, `slice` would not copy.
  const plain = () => new Uint8Array(data.buffer, data.byteOffset, data.length);
  const values = header.kind === 'u' && header.size === 1 ? plain() : decode(data, header, name);
  return { shape: header.shape, values: inRowMajor(values, header) };
}

/**
 * Reads a .npy file as labels: numbers as {@link readNpy}, but integers beyond 2^53 as `bigint`, and texts (`U` and `S`).
 * @throws RunError as {@link readNpy}
 */
export function readNpyLabels(bytes: Uint8Array, name: string): LabelArray {
  const header = readCheckedHeader(bytes, name);
  const data = bytes.subarray(header.dataStart);
  const { kind, shape, size } = header;
  const isLong = size === 8 && kind !== 'f';
  if (kind !== 'U' && kind !== 'S' && !isLong)
    return { shape, values: inRowMajor(decode(data, header, name), header) };
  const view = viewOf(data);
  const read = isLong ? (place: number) => longInteger(view, place, header) : textReader(data, header);
  const values = Array.from({ length: header.count }, (_, at) => read(at * size));
  return { shape, values: inRowMajor(values, header) };
}

function readCheckedHeader(bytes: Uint8Array, name: string): NpyHeader {
  const header = readNpyHeader(bytes, name);
  const expected = header.count * header.size;
  const held = bytes.length - header.dataStart;
  if (held !== expected) {
    const shape = `(${header.shape.join(', ')})`;
    throw damaged(name, `its header says ${expected} bytes of numbers, shape ${shape}, but it holds ${held}`);
  }
  return header;
}

function inRowMajor<Values extends unknown[] | Uint8Array | Float32Array | Float64Array>(
  values: Values,
  { fortranOrder, shape }: NpyHeader,
): Values {
  return fortranOrder && shape.length > 1 ? toRowMajor(values, shape) : values;
}

function decode(data: Uint8Array, header: NpyHeader, name: string): Float32Array | Float64Array {
  const values =
    header.kind === 'f' && header.size === 4
      ? new Float32Array(header.count)
      : new Float64Array(header.count);
  const read = reader(viewOf(data), header, name);
  for (let at = 0, place = 0; at < header.count; at += 1, place += header.size) values[at] = read(place);
  return values;
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

function reader(view: DataView, header: NpyHeader, name: string): (place: number) => number {
  const { kind, size, littleEndian } = header;
  if (kind === 'U' || kind === 'S') {
    const hint = 'labels may be texts (--labels); other variables are numbers';
    throw new RunError(`${name} holds texts, not numbers`, { hint });
  }
  if (kind === 'f') {
    if (size === 8) return (place) => view.getFloat64(place, littleEndian);
    if (size === 4) return (place) => view.getFloat32(place, littleEndian);
    return (place) => halfFloat(view.getUint16(place, littleEndian));
  }
  if (kind === 'b') return (place) => (view.getUint8(place) === 0 ? 0 : 1);
  const signed = kind === 'i';
  if (size === 1) return signed ? (place) => view.getInt8(place) : (place) => view.getUint8(place);
  if (size === 2) {
    return signed
      ? (place) => view.getInt16(place, littleEndian)
      : (place) => view.getUint16(place, littleEndian);
  }
  if (size === 4) {
    return signed
      ? (place) => view.getInt32(place, littleEndian)
      : (place) => view.getUint32(place, littleEndian);
  }
  return (place) => exactNumber(longInteger(view, place, header), name);
}

function longInteger(view: DataView, place: number, { kind, littleEndian }: NpyHeader): bigint {
  return kind === 'i' ? view.getBigInt64(place, littleEndian) : view.getBigUint64(place, littleEndian);
}

/** Texts end at their first null: UTF-32 code points, or bytes that are taken for UTF-8. */
function textReader(data: Uint8Array, { kind, size, littleEndian }: NpyHeader): (place: number) => string {
  const view = viewOf(data);
  if (kind === 'S')
    return (place) => new TextDecoder().decode(data.subarray(place, place + size)).replace(/\0.*$/s, '');
  return (place) => {
    const points: number[] = [];
    for (let at = place; at < place + size; at += 4) {
      const point = view.getUint32(at, littleEndian);
      if (point === 0) break;
      points.push(Math.min(point, 0x10ffff));
    }
    return String.fromCodePoint(...points);
  };
}

/** Reorders from the first axis running fastest to the last. */
function toRowMajor<Values extends unknown[] | Uint8Array | Float32Array | Float64Array>(
  values: Values,
  shape: readonly number[],
): Values {
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, extent) => product * extent, 1));
  const result = values.slice() as Values;
  const place = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < result.length; at += 1) {
    result[at] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      from += steps[axis]!;
      if ((place[axis]! += 1) < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return result;
}
