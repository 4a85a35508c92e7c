/** Numbers that a .npy file is written of. */
export type NpyValues = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Bytes before the values are a multiple of this, as NumPy has it. */
const alignment = 64;

/**
 * The bytes of a .npy file (version 1.0, C order, little-endian) that `numpy.load` reads.
 *
 * @param shape its product is the number of values
 * @source NumPy Enhancement Proposal 1
 */
export function npyBytes(shape: readonly number[], values: NpyValues): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== values.length) throw new Error(`${values.length} values do not fill the shape ${shape}`);
  const type = typeOf(values);
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const length = Math.ceil((10 + text.length + 1) / alignment) * alignment - 10;
  const header = new Uint8Array(10 + length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  header.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  const bytes = new Uint8Array(header.length + values.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), header.length);
  return bytes;
}

function typeOf(values: NpyValues): string {
  if (values instanceof Uint8Array) return '|u1';
  if (values instanceof Int32Array) return '<i4';
  return values instanceof Float64Array ? '<f8' : '<f4';
}
