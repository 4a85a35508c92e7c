import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import { readWholeFile } from '../readers/read-whole-file.ts';
import { type KnownShapes, type ShapeWish, wishKey } from './disk-networks.ts';
import type { Shapes } from './run-for-shapes.ts';
import { shapesApart } from './shapes-apart.ts';

const fileName = 'onnx-shapes.json';
/** Runs that are remembered; the oldest go first. */
const mostKnown = 256;

/**
 * Shapes of tensors that an ONNX file does not tell, as a run on samples of zeros shows them. They are kept in the store
 * by the sum of the file, so that a network is run once; a tensor that is not float32 is left out.
 * @param folder that files are relative to, absolute
 * @param store folder of the store; one that is not there is not made
 */
export async function measureShapes(
  wishes: readonly ShapeWish[],
  folder: string,
  store: string,
): Promise<KnownShapes> {
  const list = join(store, fileName);
  const found = new Map<string, ReadonlyMap<string, readonly number[]> | RunError>();
  for (const wish of wishes) {
    try {
      found.set(wishKey(wish), new Map(Object.entries(await shapesOf(wish, folder, list))));
    } catch (cause) {
      if (!(cause instanceof RunError)) throw cause;
      found.set(wishKey(wish), cause);
    }
  }
  return found;
}

async function shapesOf(wish: ShapeWish, folder: string, list: string): Promise<Shapes> {
  const bytes = await readWholeFile(resolve(folder, wish.file), wish.file);
  const { tensors, input } = wish;
  const key = createHash('sha256')
    .update(bytes)
    .update(JSON.stringify([tensors, input]))
    .digest('hex');
  const known = await readKnown(list);
  if (known[key]) return known[key];
  const shapes = await shapesApart(wish, folder);
  const entries = [...Object.entries(known), [key, shapes] as const].slice(-mostKnown);
  // a store that is not there, or cannot be written, remembers nothing
  await writeDurably(list, [JSON.stringify(Object.fromEntries(entries))]).catch(() => {});
  return shapes;
}

/** The list in the store; empty when it is damaged or not there. */
async function readKnown(list: string): Promise<Readonly<Record<string, Shapes>>> {
  try {
    const known: Json = JSON.parse(await readFile(list, 'utf8'));
    if (!isJsonObject(known) || !Object.values(known).every(isShapes)) return {};
    return known as Readonly<Record<string, Shapes>>;
  } catch {
    return {};
  }
}

function isShapes(value: Json): value is JsonShapes {
  return (
    isJsonObject(value) &&
    Object.values(value).every(
      (shape) => Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length)),
    )
  );
}

type JsonShapes = { readonly [name: string]: readonly number[] };
