import { describe, expect, it } from 'vitest';
import { openEngine } from '../../runner/engines/choose.ts';
import { RunError } from '../../src/node/run-error.ts';

describe('openEngine', () => {
  it('takes onnx/cpu on auto, without a warning', async () => {
    const warnings: string[] = [];
    const engine = await openEngine('auto', { warn: (message) => warnings.push(message) });
    expect(engine.numericClass).toMatchObject({ engine: 'onnx/cpu', device: 'cpu', threads: 1 });
    expect(engine.numericClass.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(warnings).toEqual([]);
    await engine.close();
  });

  it('gives the threads that were asked for', async () => {
    const engine = await openEngine('onnx/cpu', { threads: 2, warn: () => {} });
    expect(engine.numericClass.threads).toBe(2);
    await engine.close();
  });

  it('opens tfjs/cpu by name', async () => {
    const engine = await openEngine('tfjs/cpu', { warn: () => {} });
    expect(engine.numericClass).toMatchObject({ engine: 'tfjs/cpu', version: '4.22.0' });
    await engine.close();
  });

  it('says what to do when an engine is missing', async () => {
    const failure = await openEngine('tfjs/cuda', { warn: () => {} }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunError);
    expect(failure).toMatchObject({
      exitCode: 4,
      hint: expect.stringContaining('infoplane engine install tfjs/cuda'),
    });
  });
});
