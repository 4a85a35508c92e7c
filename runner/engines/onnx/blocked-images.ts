import { type GraphBuilder, unknownLength, type Value } from '../../contract/onnx-graph.ts';
import { OnnxGraph } from '../../lowering/onnx/onnx-graph.ts';
import { gatherRows, reshape, transpose } from '../../lowering/onnx/operators.ts';
import { type LoadModel, Tensor } from './onnx-runtime.ts';

// ONNX Runtime has a layout of its own for images on the CPU, [images, channels / block, height, width, block], with a convolution that is
// written for it: the block is a register's width. It is chosen there for models whose filters are constants, so not for a step graph.

const domain = 'com.microsoft.nchwc';

/** Numbers in a block on this machine: 8 with AVX2, 16 with AVX-512; null where there are no blocks. */
export async function findBlock(load: LoadModel): Promise<number | null> {
  const few = 4;
  const graph = new OnnxGraph();
  const image = graph.input('in', 'float32', [1, few, 1, 1]);
  graph.output('out', graph.node(`${domain}.ReorderInput`, [image], [1, unknownLength, 1, 1]));
  try {
    const session = await load(graph.encode('block'), []);
    const { out } = await session.run({ in: new Tensor('float32', new Float32Array(few), [1, few, 1, 1]) });
    await session.release();
    const block = out!.dims[1]!;
    return block > few ? block : null;
  } catch {
    return null;
  }
}

/** The convolution of an image `[1, channels, height, width]`, as `Conv` has it, by way of blocks. */
export function convolveBlocks(
  graph: GraphBuilder,
  { image, filters, bias }: { image: Value; filters: Value; bias?: Value },
  dims: readonly number[],
  attributes: Readonly<Record<string, number | readonly number[]>>,
): Value {
  const laid = graph.node(`${domain}.ReorderInput`, [image], image.dims);
  const inputs = bias ? [laid, filters, bias] : [laid, filters];
  const made = graph.node(`${domain}.Conv`, inputs, dims, attributes);
  return graph.node(`${domain}.ReorderOutput`, [made], dims, { channels: dims[1]! });
}

/**
 * Filters as the convolution of blocks takes them, `[filters / block, channels / block, kernel, kernel, block of channels, block of
 * filters]`, in the shape that `Conv` would be given.
 * @param filters `[filters, channels, kernel, kernel]`
 * @param turned by 180 degrees, channels and filters exchanged
 */
export function blockFilters(graph: GraphBuilder, filters: Value, block: number, turned: boolean): Value {
  const [count, channels, kernel] = filters.dims as [number, number, number];
  const places = kernel * kernel;
  if (!turned) {
    const byWeight = transpose(graph, reshape(graph, filters, [count, channels * places]), [1, 0]);
    const cut = reshape(graph, byWeight, [channels / block, block, places, count / block, block]);
    return reshape(graph, transpose(graph, cut, [3, 0, 2, 1, 4]), filters.dims);
  }
  const byPlace = transpose(graph, reshape(graph, filters, [count * channels, places]), [1, 0]);
  const backwards = Int32Array.from({ length: places }, (_, at) => places - 1 - at);
  const dims = [places, count / block, block, channels / block, block];
  const cut = reshape(graph, gatherRows(graph, byPlace, backwards), dims);
  return reshape(graph, transpose(graph, cut, [3, 1, 0, 2, 4]), [channels, count, kernel, kernel]);
}
