import { RunError } from '../../src/node/run-error.ts';

/** Types of numbers that are read and written, with the bytes of one. */
export const tensorSizes = {
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

export type TensorType = keyof typeof tensorSizes;

/** A header longer than this is refused, as by the format's own library. */
const longestHeader = 100_000_000;

/** A tensor in a file: its bytes stand from `from` up to `end`. */
export interface TensorPlace {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly from: number;
  readonly end: number;
}

/**
 * Where a .safetensors file ends its header, from its first 8 bytes.
 * @param size bytes of the whole file
 * @throws RunError when the header would be longer than the file
 */
export function headerEnd(bytes: Uint8Array, size: number, name: string): number {
  if (bytes.length < 8) throw damaged(name, 'it is shorter than the length of its header');
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(longestHeader) || Number(length) > size - 8)
    throw damaged(name, `its header would have ${length} bytes`);
  return 8 + Number(length);
}

/**
 * Reads the header of a .safetensors file.
 * @param text the header's bytes
 * @param size bytes of the whole file
 * @throws RunError when it is damaged, tensors overlap or leave gaps, or a type of numbers is not read
 */
export function readTensorPlaces(
  text: Uint8Array,
  size: number,
  name: string,
): {
  readonly tensors: ReadonlyMap<string, TensorPlace>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const header = headerOf(text, name);
  const start = 8 + text.length;
  const tensors = new Map<string, TensorPlace>();
  let metadata: Readonly<Record<string, string>> = {};
  const ranges: (readonly [number, number])[] = [];
  for (const [key, value] of Object.entries(header)) {
    if (key === '__metadata__') {
      if (isTexts(value)) metadata = value;
      else throw damaged(name, 'its metadata are no texts');
      continue;
    }
    const { dtype, shape, from, end } = entryOf(key, value, name);
    if (start + end > size) throw damaged(name, `it ends inside '${key}'`);
    tensors.set(key, { dtype, shape, from: start + from, end: start + end });
    ranges.push([from, end]);
  }
  requireWhole(ranges, size - start, name);
  return { tensors, metadata };
}

function headerOf(text: Uint8Array, name: string): Readonly<Record<string, unknown>> {
  let header: unknown = null;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    throw damaged(name, 'its header is no JSON', cause);
  }
  if (!isRecord(header)) throw damaged(name, 'its header is no JSON object');
  return header;
}

function entryOf(key: string, value: unknown, name: string) {
  if (!isRecord(value)) throw damaged(name, `'${key}' in its header is no tensor`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isWholeList(shape) || !isWholeList(offsets) || offsets.length !== 2)
    throw damaged(name, `'${key}' in its header is no tensor`);
  if (!isType(dtype))
    throw new RunError(
      `${name}: '${key}' is of type ${dtype}; ${Object.keys(tensorSizes).join(', ')} are read`,
      {
        hint: 'convert it before saving, such as tensor.float()',
      },
    );
  const [from, end] = offsets as [number, number];
  const wanted = product(shape) * tensorSizes[dtype];
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

function isType(dtype: string): dtype is TensorType {
  return Object.hasOwn(tensorSizes, dtype);
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

export function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}

function damaged(name: string, why: string, cause?: unknown): RunError {
  const hint = 'write it again with safetensors.numpy.save_file or safetensors.torch.save_file';
  return new RunError(`${name} cannot be read: ${why}`, { hint, cause });
}
