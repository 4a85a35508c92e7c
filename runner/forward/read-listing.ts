import { posix } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import type { ToldMoment } from './moment-of-name.ts';

/** A file of weights that a listing names. */
export interface ListedFile extends ToldMoment {
  /** From the study's folder. */
  readonly file: string;
}

/**
 * Reads a listing of checkpoints: a list in JSON of `{ "file": "a.safetensors", "iteration": 469, "epoch": 1 }`, files relative to
 * it, either number left out where it is not known.
 * @param path of the listing, from the study's folder
 * @throws RunError for the first entry that is wrong
 */
export function readListing(text: string, path: string): ListedFile[] {
  const hint = 'write [{ "file": "step-469.safetensors", "iteration": 469, "epoch": 1 }, ...]';
  const fault = (why: string) => new RunError(`${path}: ${why}`, { hint });
  let list: Json;
  try {
    list = JSON.parse(text);
  } catch {
    throw fault('it is no JSON');
  }
  if (!Array.isArray(list) || list.length === 0) throw fault('it is no list of files');
  return list.map((entry: Json, place) => {
    if (!isJsonObject(entry)) throw fault(`entry ${place + 1} is no map`);
    const { file, iteration = null, epoch = null, ...others } = entry;
    const [other] = Object.keys(others);
    if (other !== undefined) throw fault(`entry ${place + 1} has a key \`${other}\``);
    if (typeof file !== 'string' || posix.isAbsolute(file) || file.split('/').includes('..'))
      throw fault(`entry ${place + 1} names no file in or below its folder`);
    if (iteration !== null && !isCount(iteration)) throw fault(`the iteration of ${file} is no whole number`);
    if (epoch !== null && !(typeof epoch === 'number' && epoch >= 0))
      throw fault(`the epoch of ${file} is no number`);
    return { file: posix.join(posix.dirname(path), file), iteration, epoch };
  });
}

function isCount(value: Json): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
