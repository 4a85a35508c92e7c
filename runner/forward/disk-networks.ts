import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { isGlob, matchesGlob } from '../../src/node/matches-glob.ts';
import type { CheckpointFacts, NetworkFiles, OnnxFacts } from '../../src/node/onnx-facts.ts';
import { readRegularFile } from '../../src/node/read-regular-file.ts';
import { RunError } from '../../src/node/run-error.ts';
import { readModel } from '../lowering/onnx/read-model.ts';
import { headerEnd, readTensorPlaces } from '../readers/tensor-places.ts';
import { externalFiles } from './external-files.ts';
import { momentOfName } from './moment-of-name.ts';
import { type ListedFile, readListing } from './read-listing.ts';

/** Protobuf's own bound on a message. */
const longestModel = 2 ** 31 - 1;
const longestListing = 64 * 1024 * 1024;

/** Tensors whose shapes only a run tells. */
export interface ShapeWish {
  readonly file: string;
  readonly tensors: readonly string[];
  readonly input: readonly number[];
}

/** Shapes that runs have shown, by what was wished for, or why one failed. */
export type KnownShapes = ReadonlyMap<string, ReadonlyMap<string, readonly number[]> | RunError>;

/** Names a wish among the known shapes. */
export function wishKey({ file, tensors, input }: ShapeWish): string {
  return JSON.stringify([file, tensors, input]);
}

/** Networks in files of this machine, and what was asked of them that only a run tells. */
export interface DiskNetworks extends NetworkFiles {
  readonly wishes: readonly ShapeWish[];
}

/**
 * Each file is read once.
 * @param folder that paths are relative to, absolute
 */
export function diskNetworks(folder: string, known: KnownShapes = new Map()): DiskNetworks {
  const models = new Map<string, OnnxFacts>();
  const heads = new Map<string, CheckpointFacts['weights']>();
  const wishes: ShapeWish[] = [];
  const read = (file: string, most: number) => {
    try {
      return readRegularFile(resolve(folder, file), most);
    } catch (cause) {
      throw unreadable(cause, file);
    }
  };
  return {
    wishes,
    network(file) {
      const facts = models.get(file) ?? readModel(read(file, longestModel), file);
      models.set(file, facts);
      return facts;
    },
    beside: (file, facts) => externalFiles(file, facts, folder),
    checkpoints: (patterns) =>
      patterns.flatMap((pattern) => {
        const listed = pattern.endsWith('.json')
          ? readListing(read(pattern, longestListing).toString('utf8'), pattern)
          : filesOf(pattern, folder);
        return listed.map((one): CheckpointFacts => {
          const weights = heads.get(one.file) ?? headOf(folder, one.file);
          heads.set(one.file, weights);
          return { ...one, weights };
        });
      }),
    shapes(file, tensors, input) {
      const wish = { file, tensors, input };
      const found = known.get(wishKey(wish));
      if (found instanceof RunError) throw found;
      if (!found) wishes.push(wish);
      return found ?? null;
    },
  };
}

/** The files that a pattern names, by name; `*` and `?` stand for letters of the last part. */
function filesOf(pattern: string, folder: string): ListedFile[] {
  const below = posix.dirname(pattern);
  const name = posix.basename(pattern);
  if (!isGlob(pattern)) return [{ file: pattern, ...momentOfName(pattern) }];
  if (isGlob(below))
    throw new RunError(`${pattern}: only the name of a file can have * and ?, not a folder`, {
      hint: 'list the patterns: [a/*.safetensors, b/*.safetensors]',
    });
  let names: string[];
  try {
    names = readdirSync(resolve(folder, below));
  } catch (cause) {
    throw unreadable(cause, below);
  }
  const found = names.filter((one) => matchesGlob(name, one)).sort();
  if (found.length === 0) {
    const others = names.filter((one) => /\.(safetensors|pt|pth|ckpt|bin)$/.test(one)).sort();
    const hint =
      others.length > 0
        ? `there are: ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', ...' : ''}`
        : 'write checkpoints with safetensors.torch.save_file(model.state_dict(), FILE)';
    throw new RunError(`there is no file ${pattern}`, { hint });
  }
  return found.map((one) => {
    const file = posix.join(below, one);
    return { file, ...momentOfName(file) };
  });
}

/** Names, types and shapes of the tensors of a .safetensors file. */
function headOf(folder: string, file: string): CheckpointFacts['weights'] {
  if (!file.endsWith('.safetensors'))
    throw new RunError(`${file} is no .safetensors file`, {
      hint: 'convert it: safetensors.torch.save_file(torch.load(FILE, map_location="cpu"), "step-469.safetensors")',
    });
  let handle: number;
  try {
    handle = openSync(resolve(folder, file), 'r');
  } catch (cause) {
    throw unreadable(cause, file);
  }
  try {
    const { size } = fstatSync(handle);
    const first = readStart(handle, Math.min(8, size));
    const head = readStart(handle, headerEnd(first, size, file));
    return readTensorPlaces(head.subarray(8), size, file).tensors;
  } finally {
    closeSync(handle);
  }
}

function readStart(handle: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const read = readSync(handle, bytes, at, length - at, at);
    if (read === 0) break;
    at += read;
  }
  return bytes.subarray(0, at);
}

function unreadable(cause: unknown, name: string): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
    return new RunError(`there is no file ${name}`, { hint: 'paths are relative to the study', cause });
  return fileFailure(cause, `${name} cannot be read`);
}
