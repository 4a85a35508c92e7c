import { expect, it } from 'vitest';
import { storeFailure } from '../../src/node/machine-failure.ts';

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
