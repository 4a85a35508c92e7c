import { totalmem } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineMemory, requireMemory } from '../../src/node/require-memory.ts';
import { RunError } from '../../src/node/run-error.ts';

describe('memory', () => {
  it('that is not there is refused with what is needed, and what is there is not', () => {
    const need = (bytes: number, memory: number) => () =>
      requireMemory({ what: 'a matrix', bytes, hint: 'make it smaller' }, memory);
    expect(need(8e9, 8e9)).not.toThrow();
    expect(need(9.6e12, 8e9)).toThrow(RunError);
    expect(need(9.6e12, 8e9)).toThrow(/9\.6 TB.*8\.0 GB/);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e20, noNaN: true }), fc.integer({ min: 1 }), (bytes, memory) => {
        if (bytes > memory) expect(need(bytes, memory)).toThrow(RunError);
        else expect(need(bytes, memory)).not.toThrow();
      }),
    );
  });

  it('of the machine is that of its limits', () => {
    expect(machineMemory()).toBeGreaterThan(2 ** 27);
    expect(machineMemory()).toBeLessThanOrEqual(totalmem());
  });
});
