import { expect, it, test } from 'vitest';
import { machineFailure, storeFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';

const failed = (code: string) =>
  Object.assign(new Error(`${code}: no`), { code, syscall: 'open', path: 'x' });

it.each(['EROFS', 'EACCES', 'EPERM'])(
  'a store that cannot be written is told how to name another: %s',
  (code) => {
    expect(storeFailure(failed(code), 'it').hint).toContain('INFOPLANE_STORE');
  },
);

it('a full disk is no matter of the place', () => {
  expect(storeFailure(failed('ENOSPC'), 'it').hint).not.toContain('INFOPLANE_STORE');
});

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
