import { describe, expect, it } from 'vitest';
import { blockFilters, findBlock } from '../../../runner/engines/onnx/blocked-images.ts';
import { InferenceSession, type LoadModel, Tensor } from '../../../runner/engines/onnx/onnx-runtime.ts';
import { OnnxGraph } from '../../../runner/lowering/onnx/onnx-graph.ts';

const load: LoadModel = (model) =>
  InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });

it('finds blocks of 8 or 16, or none', async () => {
  expect([8, 16, null]).toContain(await findBlock(load));
  const broken: LoadModel = () => Promise.reject(new Error('no such operator'));
  expect(await findBlock(broken)).toBeNull();
});

describe('filters in blocks', () => {
  // processors with the other width are not at hand: where each weight comes to stand is told by its number
  for (const block of [4, 8, 16]) {
    for (const turned of [false, true]) {
      it(`puts each weight in its place: ${block}${turned ? ', turned' : ''}`, async () => {
        const [count, channels, kernel] = [2 * block, 3 * block, 2];
        const dims = [count, channels, kernel, kernel];
        const graph = new OnnxGraph();
        const filters = graph.input('w', 'float32', dims);
        const made = blockFilters(graph, filters, block, turned);
        graph.output('y', made);
        const numbers = Float32Array.from({ length: count * channels * kernel ** 2 }, (_, at) => at);
        const session = await load(graph.encode('test'), []);
        const { y } = await session.run({ w: new Tensor('float32', numbers, dims) });
        await session.release();
        expect(y!.dims).toEqual(turned ? [channels, count, kernel, kernel] : dims);
        expect([...(y!.data as Float32Array)]).toEqual(wanted({ count, channels, kernel, block, turned }));
      });
    }
  }
});

interface Blocks {
  readonly count: number;
  readonly channels: number;
  readonly kernel: number;
  readonly block: number;
  readonly turned: boolean;
}

/** Numbers of the weights in the order [out / block, in / block, row, column, in of the block, out of the block]. */
function wanted({ count, channels, kernel, block, turned }: Blocks): number[] {
  const [outs, ins] = turned ? [channels, count] : [count, channels];
  const list: number[] = [];
  for (let o = 0; o < outs; o += block)
    for (let i = 0; i < ins; i += block)
      for (let row = 0; row < kernel; row++)
        for (let column = 0; column < kernel; column++)
          for (let inside = i; inside < i + block; inside++)
            for (let out = o; out < o + block; out++) {
              const [filter, channel] = turned ? [inside, out] : [out, inside];
              const place = row * kernel + column;
              const from = turned ? kernel ** 2 - 1 - place : place;
              list.push((filter * channels + channel) * kernel ** 2 + from);
            }
  return list;
}
