import { resolve } from 'node:path';
import { openOnnxEngine } from '../engines/onnx/onnx-engine.ts';
import { readModel } from '../lowering/onnx/read-model.ts';
import { rewriteModel } from '../lowering/onnx/rewrite-model.ts';
import { readWholeFile } from '../readers/read-whole-file.ts';
import type { ShapeWish } from './disk-networks.ts';
import { storedNumbers } from './stored-numbers.ts';

/** Shapes of tensors by their names. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * Runs a network on samples of zeros, and looks at the shapes of some tensors.
 * @param folder that files are relative to, absolute
 * @throws RunError when it cannot be run
 */
export async function runForShapes({ file, tensors, input }: ShapeWish, folder: string): Promise<Shapes> {
  const bytes = await readWholeFile(resolve(folder, file), file);
  const facts = readModel(bytes, file);
  const stored = await storedNumbers(file, facts, [], (path) => resolve(folder, path));
  const engine = await openOnnxEngine();
  const session = await engine.forward!(
    rewriteModel(bytes, facts, { weights: [], outputs: tensors, stored }),
  );
  try {
    const values = new Float32Array(input.reduce((product, length) => product * length, 1));
    const feeds = new Map([[facts.inputs[0]!.name, { shape: input, values }]]);
    const found = await session.run(feeds, tensors);
    return Object.fromEntries([...found].map(([name, { shape }]) => [name, [...shape]]));
  } finally {
    await session.close();
    await engine.close();
  }
}
