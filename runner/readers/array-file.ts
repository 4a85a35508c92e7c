import { type FileHandle, open } from 'node:fs/promises';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { LabelArray } from './class-labels.ts';
import type { NdArray } from './nd-array.ts';
import { readNpy, readNpyLabels } from './npy.ts';
import { npyArrays } from './npz.ts';
import { readWholeFile } from './read-whole-file.ts';
import { type StoredTensor, tensorArray, tensorLabels } from './safetensors.ts';
import { headerEnd, readTensorPlaces } from './tensor-places.ts';

/** The arrays of a file that were asked for. */
export interface NamedArrayFile {
  /** Names of those that the file has. */
  readonly names: ReadonlySet<string>;
  /** Numbers: what is float32 stays so, all else is float64. @throws RunError when they are not numbers */
  numbers(name: string): NdArray;
  /** Whole numbers beyond 2^53 as `bigint`. */
  labels(name: string): LabelArray;
  /** Whether its numbers are integers by their type. */
  isWhole(name: string): boolean;
}

/** An array may unpack to as much as Node reads in one go. */
const largest = 2 ** 31 - 1;

/**
 * Opens a .safetensors or .npz file. Of the former only the wanted tensors are read.
 * @param path absolute
 * @param name what messages call it
 * @throws RunError when it is not there, or damaged
 */
export async function openArrayFile(
  path: string,
  name: string,
  wanted: (array: string) => boolean,
): Promise<NamedArrayFile> {
  return path.endsWith('.npz') ? openNpz(path, name, wanted) : openTensors(path, name, wanted);
}

async function openNpz(
  path: string,
  name: string,
  wanted: (array: string) => boolean,
): Promise<NamedArrayFile> {
  const arrays = npyArrays(await readWholeFile(path, name), name, wanted, largest);
  const bytesOf = (array: string) => arrays.get(array) ?? lacking(array);
  return {
    names: new Set(arrays.keys()),
    numbers: (array) => readNpy(bytesOf(array), `${name}#${array}`),
    labels: (array) => readNpyLabels(bytesOf(array), `${name}#${array}`),
    isWhole: (array) => /'descr'\s*:\s*'[<>|=][iub]/.test(headText(bytesOf(array))),
  };
}

function headText(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 512));
}

async function openTensors(
  path: string,
  name: string,
  wanted: (array: string) => boolean,
): Promise<NamedArrayFile> {
  const tensors = await readTensors(path, name, wanted);
  const tensorOf = (array: string) => tensors.get(array) ?? lacking(array);
  return {
    names: new Set(tensors.keys()),
    numbers: (array) => tensorArray(tensorOf(array), `${name}#${array}`),
    labels: (array) => tensorLabels(tensorOf(array), `${name}#${array}`),
    isWhole: (array) => !/F/.test(tensorOf(array).dtype),
  };
}

function lacking(array: string): never {
  throw new Error(`${array} was not asked for, or is not there`);
}

async function readTensors(
  path: string,
  name: string,
  wanted: (array: string) => boolean,
): Promise<ReadonlyMap<string, StoredTensor>> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const start = headerEnd(await bytesOf(file, 0, Math.min(8, size), name), size, name);
    const { tensors } = readTensorPlaces(await bytesOf(file, 8, start, name), size, name);
    const found = new Map<string, StoredTensor>();
    for (const [key, { dtype, shape, from, end }] of tensors)
      if (wanted(key)) found.set(key, { dtype, shape, data: await bytesOf(file, from, end, name) });
    return found;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RunError || !('code' in error)) throw error;
    if (error.code === 'ENOENT') throw new RunError(`there is no file ${name}`, { cause: error });
    throw fileFailure(error, `${name} cannot be read`);
  } finally {
    await file?.close();
  }
}

async function bytesOf(file: FileHandle, from: number, end: number, name: string): Promise<Uint8Array> {
  if (end - from > largest) throw new RunError(`${name} holds an array of more than ${largest} bytes`);
  const bytes = new Uint8Array(end - from);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) throw new RunError(`${name} cannot be read: it became shorter meanwhile`);
    at += bytesRead;
  }
  return bytes;
}
