import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
