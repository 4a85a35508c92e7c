import { describe, expect, it } from 'vitest';
import { listEngines, openEngine } from '../../runner/engines/choose.ts';
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
    expect(failure).toMatchObject({ exitCode: 4, hint: expect.stringContaining('tfjs-node-gpu') });
  });
});

describe('listEngines', () => {
  it('proves those that are here and explains the others', async () => {
    const reports = await listEngines();
    expect(new Set(reports.map((report) => report.name))).toEqual(
      new Set(['onnx/cpu', 'onnx/cuda', 'onnx/webgpu', 'tfjs/cpu', 'tfjs/cuda', 'tfjs/webgpu']),
    );
    for (const report of reports) {
      if (report.name.endsWith('/cpu')) expect(report.available).toBe(true);
      if (report.available) {
        expect(report.selfTest?.ok).toBe(true);
        expect(report.millisecondsPerStep).toBeGreaterThan(0);
        expect(report.reason + report.remedy).toBe('');
      } else {
        expect(report.selfTest).toBeNull();
        expect(report.reason).not.toBe('');
        expect(report.remedy).not.toBe('');
      }
    }
  });
});
