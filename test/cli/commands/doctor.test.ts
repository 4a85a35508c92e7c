import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/commands/doctor.ts';

async function doctor(options: { json?: boolean }): Promise<{ code: number; text: string }> {
  let text = '';
  const io = {
    out: (part: string) => {
      text += part;
    },
    err: () => {},
    terminal: false,
    cwd: '.',
    env: {},
    signal: new AbortController().signal,
  };
  return { code: await run([], options, io), text };
}

describe('doctor', () => {
  it('lists every engine with its proof, and what is missing with the one thing to do', async () => {
    const { code, text } = await doctor({});
    expect(code).toBe(0);
    expect(text).toMatch(/^onnx\/cpu +works +cpu +1\.\d+\.\d+ +\d\.\de-\d+ +[\d.]+$/m);
    expect(text).toMatch(/^tfjs\/cpu +works/m);
    expect(text).toMatch(/^tfjs\/cuda: .+; .*`infoplane engine install tfjs\/cuda`/m);
    expect(text).toMatch(/`--engine auto` takes .*onnx\/cpu/);
  });

  it('prints the same as JSON', async () => {
    const { code, text } = await doctor({ json: true });
    expect(code).toBe(0);
    const { ok, engines } = JSON.parse(text);
    expect(ok).toBe(true);
    expect(engines).toHaveLength(7);
    expect(engines[0]).toMatchObject({ name: 'onnx/cpu', available: true, selfTest: { ok: true } });
  });
});
