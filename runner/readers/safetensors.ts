import type { LabelArray } from './class-labels.ts';
import { exactNumber, halfFloat } from './exact-number.ts';
import type { NdArray } from './nd-array.ts';
import { headerEnd, product, readTensorPlaces, type TensorType, tensorSizes } from './tensor-places.ts';

/** A tensor as its file holds it, in C order and little-endian. */
export interface StoredTensor {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a .safetensors file: 8 bytes with the length of a header in JSON, the header, the tensors' bytes. The tensors are
 * views into `bytes`; values are decoded by {@link tensorArray}.
 *
 * @param name what messages call the file
 * @throws RunError when it is damaged, declares more or less than it holds, tensors overlap or leave gaps, or a type of numbers
 *   is not read (F8, F4, complex)
 * @source https://github.com/huggingface/safetensors#format
 */
export function readSafetensors(bytes: Uint8Array, name: string): TensorFile {
  const start = headerEnd(bytes, bytes.length, name);
  const { tensors, metadata } = readTensorPlaces(bytes.subarray(8, start), bytes.length, name);
  const views = [...tensors].map(([key, { dtype, shape, from, end }]): [string, StoredTensor] => [
    key,
    { dtype, shape, data: bytes.subarray(from, end) },
  ]);
  return { tensors: new Map(views), metadata };
}

/**
 * The values of a tensor: F32 stays float32, everything else becomes float64.
 * @throws RunError for an integer that float64 cannot hold
 */
export function tensorArray({ dtype, shape, data }: StoredTensor, name: string): NdArray {
  const count = data.length / tensorSizes[dtype];
  const values = dtype === 'F32' ? new Float32Array(count) : new Float64Array(count);
  if (dtype === 'F32' || dtype === 'F64') {
    // the file's bytes are those of the numbers here: no machine that Node runs on stores the upper end first
    new Uint8Array(values.buffer).set(data);
    return { shape, values };
  }
  const read = reader(dtype, data, (value) => exactNumber(value, name));
  for (let at = 0, place = 0; at < count; at++, place += tensorSizes[dtype]) values[at] = read(place);
  return { shape, values };
}

/** The values of a tensor as labels: integers of 64 bits as `bigint`, all others as {@link tensorArray}. */
export function tensorLabels(tensor: StoredTensor, name: string): LabelArray {
  const { dtype, shape, data } = tensor;
  if (dtype !== 'I64' && dtype !== 'U64') return tensorArray(tensor, name);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = (at: number) => (dtype === 'I64' ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
  return { shape, values: Array.from({ length: data.length / 8 }, (_, at) => read(8 * at)) };
}

/**
 * The bytes of a .safetensors file, with its tensors in the order given and their data from a multiple of 8 on.
 * @param metadata texts by name
 * @throws Error when a tensor's data do not fill its shape
 */
export function safetensorsBytes(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let end = 0;
  for (const [key, { dtype, shape, data }] of tensors) {
    if (product(shape) * tensorSizes[dtype] !== data.length)
      throw new Error(`'${key}': ${data.length} bytes do not fill ${dtype} of (${shape.join(', ')})`);
    header.push([key, { dtype, shape, data_offsets: [end, (end += data.length)] }]);
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length).set(text, 8);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

function reader(
  dtype: TensorType,
  data: Uint8Array,
  long: (value: bigint) => number,
): (place: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const readers: Readonly<Record<TensorType, (place: number) => number>> = {
    F64: (place) => view.getFloat64(place, true),
    F32: (place) => view.getFloat32(place, true),
    F16: (place) => halfFloat(view.getUint16(place, true)),
    BF16: (place) => brainFloat(view.getUint16(place, true)),
    I64: (place) => long(view.getBigInt64(place, true)),
    U64: (place) => long(view.getBigUint64(place, true)),
    I32: (place) => view.getInt32(place, true),
    U32: (place) => view.getUint32(place, true),
    I16: (place) => view.getInt16(place, true),
    U16: (place) => view.getUint16(place, true),
    I8: (place) => view.getInt8(place),
    U8: (place) => view.getUint8(place),
    BOOL: (place) => (view.getUint8(place) === 0 ? 0 : 1),
  };
  return readers[dtype];
}

const single = new DataView(new ArrayBuffer(4));

/** The value of 16 bits that are the upper half of a float32. */
function brainFloat(bits: number): number {
  single.setUint32(0, bits << 16);
  return single.getFloat32(0);
}
