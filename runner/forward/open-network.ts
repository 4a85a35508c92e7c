import { RunError } from '../../src/node/run-error.ts';
import type { OnnxPlan } from '../../src/plan/plan.ts';
import type { Engine } from '../contract/engine.ts';
import type { FloatTensor } from '../contract/forward.ts';
import { readModel } from '../lowering/onnx/read-model.ts';
import { rewriteModel } from '../lowering/onnx/rewrite-model.ts';
import { readWholeFile } from '../readers/read-whole-file.ts';
import { loadWeights } from './load-weights.ts';
import { storedNumbers } from './stored-numbers.ts';

/** A network from an ONNX file, ready to run. Calls must not overlap. */
export interface OpenNetwork {
  /** Takes the weights of a checkpoint from here on; null: those in the ONNX file. */
  take(checkpoint: string | null): Promise<void>;
  /**
   * What the tensors are for some samples, by name.
   * @param inputs `[samples, size of a sample]`
   * @param wanted of the tensors that the network was opened for
   */
  run(
    inputs: Float32Array,
    samples: number,
    wanted: readonly string[],
  ): Promise<ReadonlyMap<string, Float32Array>>;
  close(): Promise<void>;
}

/** Samples that go through a graph together which takes any number. */
const piece = 128;

/**
 * Opens a network with its checkpoints' weights as inputs, so that one session serves all of them.
 * @param outputs names of the tensors that a run gives
 * @param placeOf where a file of the plan lies here
 * @throws RunError when the engine cannot run graphs from elsewhere, or refuses this one
 */
export async function openNetwork(
  onnx: OnnxPlan,
  outputs: readonly string[],
  engine: Engine,
  placeOf: (path: string) => string,
): Promise<OpenNetwork> {
  if (!engine.forward) {
    throw new RunError(`${engine.numericClass.engine} cannot run networks from ONNX files`, {
      hint: 'take an engine of ONNX Runtime, such as --engine onnx/cpu',
    });
  }
  const { file, weights } = onnx;
  const session = await engine.forward(await rewritten(onnx, outputs, placeOf));
  let taken: ReadonlyMap<string, FloatTensor> = new Map();
  return {
    async take(checkpoint) {
      taken = checkpoint === null ? new Map() : await loadWeights(placeOf(checkpoint), weights, checkpoint);
    },
    async run(inputs, samples, wanted) {
      const parts: ReadonlyMap<string, FloatTensor>[] = [];
      for (const { values, count, length } of pieces(inputs, samples, onnx.batch)) {
        const found = await session.run(
          new Map([...taken, [onnx.input, { shape: [count, ...onnx.shape], values }]]),
          wanted,
        );
        parts.push(new Map([...found].map(([name, tensor]) => [name, firstOf(tensor, length)])));
      }
      return new Map(wanted.map((name) => [name, joined(parts, name, samples, file)]));
    },
    close: () => session.close(),
  };
}

async function rewritten(
  { file, weights }: OnnxPlan,
  outputs: readonly string[],
  placeOf: (path: string) => string,
): Promise<Uint8Array> {
  const bytes = await readWholeFile(placeOf(file), file);
  const facts = readModel(bytes, file);
  const stored = await storedNumbers(file, facts, weights, placeOf);
  return rewriteModel(bytes, facts, { weights, outputs, stored });
}

interface Piece {
  readonly values: Float32Array;
  /** Samples that are run, and those of them that are wanted. */
  readonly count: number;
  readonly length: number;
}

/** The samples in pieces; where a graph takes a fixed number the last piece is filled up with its own first sample. */
function* pieces(inputs: Float32Array, samples: number, batch: number | null): Generator<Piece> {
  const size = inputs.length / samples;
  const most = batch ?? piece;
  for (let from = 0; from < samples; from += most) {
    const length = Math.min(most, samples - from);
    const values = inputs.subarray(from * size, (from + length) * size);
    if (batch === null || length === batch) yield { values, count: length, length };
    else {
      const whole = new Float32Array(batch * size);
      whole.set(values);
      for (let place = length; place < batch; place++) whole.set(values.subarray(0, size), place * size);
      yield { values: whole, count: batch, length };
    }
  }
}

/** A tensor cut to its first samples. */
function firstOf({ shape, values }: FloatTensor, samples: number): FloatTensor {
  const [all = 1, ...rest] = shape;
  return { shape: [samples, ...rest], values: values.subarray(0, (values.length / all) * samples) };
}

function joined(
  parts: readonly ReadonlyMap<string, FloatTensor>[],
  name: string,
  samples: number,
  file: string,
): Float32Array {
  const found = parts.map((part) => part.get(name)?.values);
  if (found.includes(undefined)) throw new RunError(`${file} gave nothing of ${name} in float32`);
  const whole = found as Float32Array[];
  const length = whole.reduce((sum, part) => sum + part.length, 0);
  if (length % samples !== 0)
    throw new RunError(`${file}: ${name} has ${length} numbers for ${samples} samples`);
  if (whole.length === 1) return whole[0]!;
  const values = new Float32Array(length);
  let at = 0;
  for (const part of whole) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
