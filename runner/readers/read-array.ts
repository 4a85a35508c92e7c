import { resolve } from 'node:path';
import { listed } from '../../src/node/listed.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { LabelArray } from './class-labels.ts';
import { chooseColumns, columnsArray, columnsLabels, type TableColumn } from './columns.ts';
import type { CsvRules } from './csv-header.ts';
import type { NdArray } from './nd-array.ts';
import { readNpy, readNpyCompact, readNpyLabels } from './npy.ts';
import { npyOfNpz } from './npz.ts';
import { readWholeFile } from './read-whole-file.ts';
import { readSafetensors, type StoredTensor, tensorArray, tensorLabels } from './safetensors.ts';

/** An array in an archive may unpack to as much as Node reads in one go. */
const largest = 2 ** 31 - 1;

/** How files of arrays are found and read. */
export interface ArrayRules extends CsvRules {
  /** Finds the file that a path names, which is as the user wrote it, without what stands after `#`. */
  readonly locate: (file: string) => string;
  /** Bytes that an array in a .npz file may unpack to. */
  readonly most?: number;
}

/** An array of a file that was read, in the form that is wanted. */
export interface StoredArray {
  /** Bytes that decide all values, for a checksum. */
  readonly content: readonly Uint8Array[];
  /** Numbers: what is float32 stays so, all else is float64. */
  numbers(): NdArray;
  /** Numbers, with unsigned bytes left as they are. */
  compact(): { readonly shape: readonly number[]; readonly values: Uint8Array | NdArray['values'] };
  labels(): LabelArray;
}

/** Rules for files below a folder. */
export function rulesIn(folder: string, csv: CsvRules): ArrayRules {
  return { ...csv, locate: (file) => resolve(folder, file) };
}

/**
 * Opens an array of a .npy, .npz, .safetensors, .csv (.tsv, .txt) or .arrow file.
 * @param path as the user wrote it; messages name it so. `#` and a name say which array of an archive, or which columns of a table
 * @throws RunError when there is no such file, it is too large, or it cannot be read; forms throw when values do not allow them
 */
export async function openArray(path: string, rules: ArrayRules): Promise<StoredArray> {
  const { file, part, type } = placeOf(path);
  const bytes = await readWholeFile(rules.locate(file), file);
  if (type === null)
    throw new RunError(`${path} is no .npy, .npz or .safetensors file, nor a .csv or .arrow table`, {
      hint: otherFile(file),
    });
  if (type === 'npy') return ofNpy(bytes, path);
  if (type === 'npz') return ofNpy(npyOfNpz(bytes, part, file, rules.most ?? largest), path);
  if (type === 'safetensors') return ofTensor(chosenTensor(bytes, part, file), path);
  const columns =
    type === 'csv'
      ? (await import('./csv.ts')).readCsv(bytes, rules, file)
      : (await import('./arrow.ts')).readArrow(bytes, file);
  const how = new TextEncoder().encode(JSON.stringify([part, type === 'csv' ? rules.header : null]));
  return ofTable(chooseColumns(columns, part, file, rules.warn), [how, bytes], file);
}

function ofNpy(bytes: Uint8Array, name: string): StoredArray {
  return {
    content: [bytes],
    numbers: () => readNpy(bytes, name),
    compact: () => readNpyCompact(bytes, name),
    labels: () => readNpyLabels(bytes, name),
  };
}

function ofTensor(tensor: StoredTensor, name: string): StoredArray {
  const { dtype, shape, data } = tensor;
  const numbers = () => tensorArray(tensor, name);
  return {
    content: [new TextEncoder().encode(JSON.stringify([dtype, shape])), data],
    numbers,
    compact: () => (dtype === 'U8' ? { shape, values: Uint8Array.from(data) } : numbers()),
    labels: () => tensorLabels(tensor, name),
  };
}

function ofTable(columns: readonly TableColumn[], content: readonly Uint8Array[], name: string): StoredArray {
  const numbers = () => columnsArray(columns, name);
  return { content, numbers, compact: numbers, labels: () => columnsLabels(columns) };
}

function chosenTensor(bytes: Uint8Array, part: string | null, name: string): StoredTensor {
  const { tensors } = readSafetensors(bytes, name);
  const names = [...tensors.keys()];
  if (part === null && names.length !== 1) {
    throw new RunError(`${name} holds ${names.length} tensors`, {
      hint: `say which: ${listed(names.map((one) => `${name}#${one}`))}`,
    });
  }
  const found = tensors.get(part ?? names[0]!);
  if (found) return found;
  throw new RunError(`${name} holds no tensor '${part}'`, { hint: `it holds ${listed(names)}` });
}

type FileType = 'npy' | 'npz' | 'safetensors' | 'csv' | 'arrow';

/** Kinds of files by the ending of their names. */
const types: Readonly<Record<string, FileType>> = {
  npy: 'npy',
  npz: 'npz',
  safetensors: 'safetensors',
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  arrow: 'arrow',
};

/** A file, what stands after `#`, and what kind of file it is by its name; null for others. */
function placeOf(path: string): {
  readonly file: string;
  readonly part: string | null;
  readonly type: FileType | null;
} {
  const [, file = path, part = null] = /^(.*\.(?:npz|safetensors|csv|tsv|txt|arrow))#(.+)$/i.exec(path) ?? [];
  return { file, part, type: types[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? null };
}

function otherFile(file: string): string {
  if (/\.(pt|pth|ckpt|bin)$/i.test(file))
    return 'save tensors with safetensors.torch.save_file, or numpy.save';
  if (/\.(h5|hdf5|mat|pkl|pickle|parquet|xlsx?)$/i.test(file))
    return 'save the array with numpy.save, a table as CSV';
  return 'save the array with numpy.save';
}
