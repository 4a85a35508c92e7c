import type { TrainingInputs } from '../../contract/engine.ts';
import type { GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import { OnnxGraph } from '../../lowering/onnx/onnx-graph.ts';
import { mostResidentBytes } from '../most-resident-bytes.ts';
import { type InferenceSession, type LoadModel, Tensor } from './onnx-runtime.ts';

/** Samples on a device, and how they are let go. */
export interface ResidentSamples {
  readonly count: number;
  /** What a graph with `gatherRows` in it takes, for the samples at `rows`. */
  feeds(rows: Uint32Array): Readonly<Record<string, Tensor>>;
  close(): Promise<void>;
}

const names = { samples: 'samples', rows: 'rows', here: 'here', chosen: 'chosen' };

/**
 * Puts the samples of a training on the device, in float32 as the network gets them, so that only places travel with a step. Reads the
 * first and the last of them back, since a device's buffers may be smaller than they are.
 * @returns null where they are too many, or do not arrive whole: batches are sent then
 */
export async function putSamples(
  { count, inputs }: TrainingInputs,
  features: number,
  load: LoadModel,
): Promise<ResidentSamples | null> {
  if (4 * count * features > mostResidentBytes) return null;
  const values = inputs();
  let put: InferenceSession | null = null;
  try {
    const session = await load(putGraph(count, features), [names.here]);
    put = session;
    const sent = new Tensor('float32', values, [count, features]);
    const tensor = (await session.run({ [names.samples]: sent }))[names.here] as Tensor;
    const resident: ResidentSamples = {
      count,
      feeds: (rows) => ({ [names.samples]: tensor, [names.rows]: placesTensor(rows) }),
      async close() {
        if (tensor.location === 'gpu-buffer') tensor.dispose();
        await session.release();
      },
    };
    if (await arrived(resident, values, load)) return resident;
    tensor.dispose();
  } catch {
    // as when they do not arrive whole
  }
  await put?.release();
  return null;
}

/** Whether the first and the last sample are on the device as they were sent. */
async function arrived(
  { count, feeds }: ResidentSamples,
  values: Float32Array,
  load: LoadModel,
): Promise<boolean> {
  const features = values.length / count;
  const graph = new OnnxGraph();
  graph.output(names.chosen, gatherRows(graph, { samples: 2, count, features }));
  const session = await load(graph.encode('look'), []);
  try {
    const fetched = await session.run(feeds(Uint32Array.of(0, count - 1)));
    const found = fetched[names.chosen]!.data as Float32Array;
    const last = (count - 2) * features;
    return found.every((value, at) => Object.is(value, values[at < features ? at : last + at]));
  } finally {
    await session.release();
  }
}

function putGraph(count: number, features: number): Uint8Array {
  const graph = new OnnxGraph();
  const samples = graph.input(names.samples, 'float32', [count, features]);
  graph.output(names.here, graph.node('Identity', [samples], [count, features]));
  return graph.encode('put');
}

/** The samples of a step by their places: `[samples, features]` of `[count, features]`. */
export function gatherRows(
  graph: GraphBuilder,
  {
    samples,
    count,
    features,
  }: { readonly samples: number; readonly count: number; readonly features: number },
): Value {
  const all = graph.input(names.samples, 'float32', [count, features]);
  const rows = graph.input(names.rows, 'int32', [samples]);
  return graph.node('Gather', [all, rows], [samples, features], { axis: 0 });
}

function placesTensor(rows: Uint32Array): Tensor {
  return new Tensor('int32', Int32Array.from(rows), [rows.length]);
}
