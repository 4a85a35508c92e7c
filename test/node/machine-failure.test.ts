import { expect, test } from 'vitest';
import { machineFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';

test('a thread that cannot start is told by what was missing for it', () => {
  const cause = Object.assign(new Error('Worker initialization failure: EMFILE'), {
    code: 'ERR_WORKER_INIT_FAILED',
  });
  const told = machineFailure(cause);
  expect(told).toBeInstanceOf(RunError);
  expect(told?.message).toContain('(EMFILE)');
  expect(told?.hint).toContain('ulimit -n');
});

test.each([
  'WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance',
  'WebAssembly.Memory(): could not allocate memory',
  'WebAssembly.Memory.grow(): Maximum memory size exceeded',
])('%s is the machine', (message) => {
  expect(machineFailure(new RangeError(message))).toMatchObject({ exitCode: 4 });
  expect(machineFailure(new Error(message))).toBe(null);
});
