import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StoredTensor, safetensorsBytes } from '../../runner/readers/safetensors.ts';
import type { Json, JsonObject } from '../../src/plan/json.ts';

/** A captures folder that a test writes: n samples of 4 numbers in 3 classes, layers C1 (2 maps of 3 x 3) and F1 (5 numbers). */
export interface FolderChoice {
  readonly seed?: number;
  readonly settings?: JsonObject;
  readonly n?: number;
  readonly iterations?: readonly number[];
  readonly updatesPerEpoch?: number | null;
  readonly errors?: boolean;
  /** Put over captures.json; null removes a key. */
  readonly header?: JsonObject;
  /** Put over each line of rows.jsonl. */
  readonly row?: JsonObject;
  /** Put over the arrays of each row. */
  readonly arrays?: (iteration: number) => Readonly<Record<string, StoredTensor | null>>;
}

const layerShapes: Readonly<Record<string, readonly number[]>> = { C1: [2, 3, 3], F1: [5] };

/** Writes the folder; numbers are a fixed function of array, seed, iteration and place. */
export function writeFolder(folder: string, choice: FolderChoice = {}): void {
  const { seed = 1, settings = {}, n = 12, iterations = [0, 4, 8], updatesPerEpoch = 4 } = choice;
  const errors = choice.errors ?? true;
  const header: JsonObject = {
    format: 2,
    seed,
    settings,
    classes: 3,
    loss: 'cross-entropy',
    ...(errors ? { errors: 'per-sample' } : {}),
    by: { program: 'test 1.0' },
    input: { axes: 'NF', shape: [4] },
    layers: { C1: { axes: 'NCHW', shape: [2, 3, 3] }, F1: { axes: 'NF', shape: [5] } },
    samples: { batch: { split: 'train', n } },
    ...choice.header,
  };
  put(join(folder, 'captures.json'), JSON.stringify(without(header)));
  const lines = iterations.map((iteration) => {
    const file = `batch/${String(iteration).padStart(6, '0')}.safetensors`;
    const arrays = { ...rowArrays(n, seed, iteration, errors), ...choice.arrays?.(iteration) };
    const kept = Object.entries(arrays).filter((entry): entry is [string, StoredTensor] => entry[1] !== null);
    put(join(folder, file), safetensorsBytes(new Map(kept)));
    const epoch = updatesPerEpoch === null ? {} : { epoch: iteration / updatesPerEpoch };
    return JSON.stringify({ samples: 'batch', iteration, ...epoch, file, ...choice.row });
  });
  put(join(folder, 'rows.jsonl'), lines.map((line) => `${line}\n`).join(''));
}

function without(header: JsonObject): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(header).filter(([, value]) => value !== null));
}

function rowArrays(
  n: number,
  seed: number,
  iteration: number,
  errors: boolean,
): Readonly<Record<string, StoredTensor>> {
  const wave = (salt: number, shape: readonly number[]): StoredTensor => {
    const count = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: count }, (_, at) =>
      Math.sin(12.9898 * (at + 1) + 78.233 * (salt + 10 * seed + 100 * iteration)),
    );
    return float32(shape, values);
  };
  const layers = Object.entries(layerShapes).flatMap(([name, shape], place) => [
    [`T.${name}`, wave(place + 2, [n, ...shape])] as const,
    ...(errors ? [[`d.${name}`, wave(place + 5, [n, ...shape])] as const] : []),
  ]);
  return {
    X: wave(1, [n, 4]),
    Y: {
      dtype: 'I64',
      shape: [n],
      data: bytesOf(BigInt64Array.from({ length: n }, (_, at) => BigInt(at % 3))),
    },
    ...Object.fromEntries(layers),
    ...(errors ? { dL: wave(9, [n, 3]) } : {}),
  };
}

export function float32(shape: readonly number[], values: ArrayLike<number>): StoredTensor {
  return { dtype: 'F32', shape, data: bytesOf(Float32Array.from(values)) };
}

export function float64(shape: readonly number[], values: ArrayLike<number>): StoredTensor {
  return { dtype: 'F64', shape, data: bytesOf(Float64Array.from(values)) };
}

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
