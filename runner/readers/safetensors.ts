import { RunError } from '../../src/node/run-error.ts';
import type { LabelArray } from './class-labels.ts';
import { exactNumber, halfFloat } from './exact-number.ts';
import type { NdArray } from './nd-array.ts';

/** Types of numbers that are read and written, with the bytes of one. */
const sizes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type TensorType = keyof typeof sizes;

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

/** A header longer than this is refused, as by the format's own library. */
const longestHeader = 100_000_000;

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
  const { entries, metadata, start } = readSafetensorsHeader(bytes, bytes.length, name);
  const tensors = new Map<string, StoredTensor>();
  for (const [key, { dtype, shape, from, end }] of entries)
    tensors.set(key, { dtype, shape, data: bytes.subarray(start + from, start + end) });
  return { tensors, metadata };
}

/** A tensor as the header of its file has it: its bytes are those from `from` up to `end` behind the header. */
export interface TensorEntry {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly end: number;
}

/**
 * Reads the header of a .safetensors file.
 * @param bytes the first ones, at least all of the header; how many that is say the first 8 ({@link safetensorsHeaderLength})
 * @param size of the whole file
 * @throws RunError as {@link readSafetensors}
 */
export function readSafetensorsHeader(
  bytes: Uint8Array,
  size: number,
  name: string,
): {
  readonly entries: ReadonlyMap<string, TensorEntry>;
  readonly metadata: TensorFile['metadata'];
  readonly start: number;
} {
  const { header, start } = headerOf(bytes, size, name);
  const entries = new Map<string, TensorEntry>();
  let metadata: Readonly<Record<string, string>> = {};
  const ranges: (readonly [number, number])[] = [];
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') {
      if (isTexts(value)) metadata = value;
      else throw damaged(name, 'its metadata are no texts');
      continue;
    }
    const entry = entryOf(key, value, name);
    if (start + entry.end > size) throw damaged(name, `it ends inside '${key}'`);
    entries.set(key, entry);
    ranges.push([entry.from, entry.end]);
  }
  requireWhole(ranges, size - start, name);
  return { entries, metadata, start };
}

/**
 * Bytes of the header with its own length, as the first 8 bytes say.
 * @throws RunError when the file is shorter than that, or the header longer than is read
 */
export function safetensorsHeaderLength(bytes: Uint8Array, size: number, name: string): number {
  if (bytes.length < 8) throw damaged(name, 'it is shorter than the length of its header');
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(longestHeader) || Number(length) > size - 8)
    throw damaged(name, `its header would have ${length} bytes`);
  return 8 + Number(length);
}

/**
 * The values of a tensor: F32 stays float32, everything else becomes float64.
 * @throws RunError for an integer that float64 cannot hold
 */
export function tensorArray({ dtype, shape, data }: StoredTensor, name: string): NdArray {
  const count = data.length / sizes[dtype];
  const values = dtype === 'F32' ? new Float32Array(count) : new Float64Array(count);
  const read = reader(dtype, data, (value) => exactNumber(value, name));
  for (let at = 0, place = 0; at < count; at++, place += sizes[dtype]) values[at] = read(place);
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
    if (product(shape) * sizes[dtype] !== data.length)
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

function headerOf(
  bytes: Uint8Array,
  size: number,
  name: string,
): { readonly header: Readonly<Record<string, unknown>>; readonly start: number } {
  const start = safetensorsHeaderLength(bytes, size, name);
  let header: unknown = null;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch (cause) {
    throw damaged(name, 'its header is no JSON', cause);
  }
  if (!isRecord(header)) throw damaged(name, 'its header is no JSON object');
  return { header, start };
}

function entryOf(key: string, value: unknown, name: string) {
  if (!isRecord(value)) throw damaged(name, `'${key}' in its header is no tensor`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isWholeList(shape) || !isWholeList(offsets) || offsets.length !== 2)
    throw damaged(name, `'${key}' in its header is no tensor`);
  if (!isType(dtype))
    throw new RunError(`${name}: '${key}' is of type ${dtype}; ${Object.keys(sizes).join(', ')} are read`, {
      hint: 'convert it before saving, such as tensor.float()',
    });
  const [from, end] = offsets as [number, number];
  const wanted = product(shape) * sizes[dtype];
  if (!Number.isSafeInteger(wanted) || end - from !== wanted)
    throw damaged(name, `'${key}' of shape (${shape.join(', ')}) has ${end - from} bytes, not ${wanted}`);
  return { dtype, shape, from, end };
}

/** Tensors fill what stands after the header, without gaps and none over another. */
function requireWhole(ranges: (readonly [number, number])[], held: number, name: string): void {
  let end = 0;
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) throw damaged(name, 'its tensors overlap or leave gaps');
    end = to;
  }
  if (end !== held) throw damaged(name, `its header says ${end} bytes of numbers, but it holds ${held}`);
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

function isType(dtype: string): dtype is TensorType {
  return Object.hasOwn(sizes, dtype);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isWholeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}

function damaged(name: string, why: string, cause?: unknown): RunError {
  const hint = 'write it again with safetensors.numpy.save_file or safetensors.torch.save_file';
  return new RunError(`${name} cannot be read: ${why}`, { hint, cause });
}
