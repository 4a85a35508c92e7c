import type { NdArray } from './nd-array.ts';
import { damaged, type NpyHeader, readNpyHeader } from './npy-header.ts';

/**
 * Reads a .npy file: versions 1 to 3, C and Fortran order, both byte orders; f2, f4, f8, integers of 1 to 8 bytes, bool.
 *
 * f4 stays float32; everything else becomes float64 (8-byte integers beyond 2^53 are rounded).
 * @param bytes the whole file
 * @param name what messages call the file
 * @throws RunError when it is damaged, or longer or shorter than its header says
 */
export function readNpy(bytes: Uint8Array, name: string): NdArray {
  const header = readCheckedHeader(bytes, name);
  return {
    shape: header.shape,
    values: inRowMajor(decode(bytes.subarray(header.dataStart), header), header),
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
  const values = header.kind === 'u' && header.size === 1 ? plain() : decode(data, header);
  return { shape: header.shape, values: inRowMajor(values, header) };
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

function inRowMajor<Values extends Uint8Array | Float32Array | Float64Array>(
  values: Values,
  { fortranOrder, shape }: NpyHeader,
): Values {
  return fortranOrder && shape.length > 1 ? toRowMajor(values, shape) : values;
}

function decode(data: Uint8Array, header: NpyHeader): Float32Array | Float64Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values =
    header.kind === 'f' && header.size === 4
      ? new Float32Array(header.count)
      : new Float64Array(header.count);
  const read = reader(view, header);
  for (let at = 0, place = 0; at < header.count; at += 1, place += header.size) values[at] = read(place);
  return values;
}

function reader(view: DataView, { kind, size, littleEndian }: NpyHeader): (place: number) => number {
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
  return (place) =>
    Number(signed ? view.getBigInt64(place, littleEndian) : view.getBigUint64(place, littleEndian));
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Reorders from the first axis running fastest to the last. */
function toRowMajor<Values extends Uint8Array | Float32Array | Float64Array>(
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
