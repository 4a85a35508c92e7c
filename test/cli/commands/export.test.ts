import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpyHeader } from '../../../runner/readers/npy-header.ts';
import { createWorkplace } from '../tiny-study.ts';

let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  work = await createWorkplace();
});
afterAll(() => rm(work.folder, { recursive: true }));

describe('infoplane export --onnx', () => {
  it('writes a step that ONNX Runtime loads and runs', async () => {
    const { code, out } = await work.infoplane(['export', 'tiny.yaml', '--onnx', 'step.onnx']);
    expect(code).toBe(0);
    expect(out).toMatch(/^step\.onnx: one update of net, 64 samples, \d+ kB\n$/);
    const step = await InferenceSession.create(join(work.folder, 'step.onnx'));
    expect(step.inputNames).toEqual(expect.arrayContaining(['inputs', 'labels', 'weight:0:kernel']));
    const probed = ['activation:0', 'activation:1', 'activation:2', 'error:0', 'error:1', 'error:2'];
    expect(step.outputNames).toEqual(
      expect.arrayContaining(['loss', 'error:loss', 'next:weight:0:kernel', ...probed]),
    );
    const feeds = step.inputMetadata.map((about) => {
      if (!about.isTensor) throw new Error(`${about.name} is no tensor`);
      const dims = about.shape.map(Number);
      const count = dims.reduce((product, length) => product * length, 1);
      const data = about.type === 'int32' ? new Int32Array(count) : new Float32Array(count);
      return [about.name, new Tensor(data, dims)];
    });
    const { loss } = await step.run(Object.fromEntries(feeds));
    expect(loss!.data[0]).toBeCloseTo(Math.log(10), 5);
    await step.release();
  });

  it('asks which training when the study has several', async () => {
    const several = ['export', 'tiny.yaml', '--set', 'matrix={seed: [1, 2]}', '--onnx', 'step.onnx'];
    const { code, err } = await work.infoplane(several);
    expect(code).toBe(2);
    const id = /--stage: (\S+),/.exec(err)![1]!;
    expect((await work.infoplane([...several, '--stage', id])).code).toBe(0);
    expect((await work.infoplane([...several, '--stage', 'other'])).code).toBe(2);
  });
});

describe('infoplane export --weights', () => {
  it('writes what a run ended with, in shapes that NumPy reads', async () => {
    expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
    const { code, out } = await work.infoplane(['export', 'tiny', '--weights', 'weights']);
    expect(code).toBe(0);
    expect(out).toMatch(/^weights: 6 arrays of net\n$/);
    const kernel = await readFile(join(work.folder, 'weights', 'C1.kernel.npy'));
    const header = readNpyHeader(kernel, 'C1.kernel.npy');
    expect(header.shape).toEqual([2, 1, 5, 5]);
    const values = new Float32Array(Uint8Array.prototype.slice.call(kernel, header.dataStart).buffer);
    expect(values.every(Number.isFinite) && new Set(values).size > 40).toBe(true);
  });

  it('gives a folder to each training of a run with several', async () => {
    const { code } = await work.infoplane([
      'run',
      'tiny.yaml',
      '--set',
      'matrix={seed: [1, 2]}',
      '--out',
      'more',
    ]);
    expect(code).toBe(0);
    const { out } = await work.infoplane(['export', 'tiny', '--out', 'more', '--weights', 'both']);
    const [first, second] = out.split('\n').map((line) => line.split(': ')[0]!);
    const read = (folder: string) => readFile(join(work.folder, folder, 'F1.kernel.npy'));
    expect((await read(first!)).equals(await read(second!))).toBe(false);
  });

  it('says what it needs', async () => {
    expect((await work.infoplane(['export', 'tiny.yaml', '--weights', 'x'])).err).toContain('name a run');
    expect((await work.infoplane(['export', 'tiny.yaml'])).code).toBe(2);
    expect((await work.infoplane(['export', 'nothing', '--weights', 'x'])).code).toBe(2);
    await rm(join(work.folder, '.infoplane'), { recursive: true });
    const gone = await work.infoplane(['export', 'tiny', '--weights', 'x']);
    expect([gone.code, gone.err]).toEqual([4, expect.stringContaining('are not kept')]);
  });
});
