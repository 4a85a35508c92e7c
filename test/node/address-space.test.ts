import { expect, test } from 'vitest';
import { addressSpace } from '../../src/node/address-space.ts';

const limits = (value: string) =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax address space         ${value}           unlimited            bytes     \n`;
const status = 'Name:\tnode\nVmPeak:\t  900 kB\nVmSize:\t  728 kB\n';

test('the limit and what is used of it, in bytes', () => {
  const read = (name: string) => (name === 'limits' ? limits('4096000000') : status);
  expect(addressSpace(read)).toEqual({ limit: 4_096_000_000, used: 728 * 1024 });
});

test('null without a limit, and where the system does not tell', () => {
  expect(addressSpace((name) => (name === 'limits' ? limits('unlimited') : status))).toBe(null);
  expect(
    addressSpace(() => {
      throw new Error('no /proc');
    }),
  ).toBe(null);
});
