import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../../runner/run/export/tensorboard/crc32c.ts';

/** The remainder of the message by the generator, bit by bit, as RFC 3720 says it. */
function reference(bytes: Uint8Array): number {
  let remainder = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0n; bit < 8n; bit++) {
      const top = (remainder >> 31n) & 1n;
      const next = (BigInt(byte) >> bit) & 1n;
      remainder = (remainder << 1n) & 0xffffffffn;
      if (top !== next) remainder ^= 0x1edc6f41n;
    }
  }
  let reflected = 0n;
  for (let bit = 0n; bit < 32n; bit++) reflected |= ((remainder >> bit) & 1n) << (31n - bit);
  return Number(reflected ^ 0xffffffffn);
}

it.each([
  [new Uint8Array(32), 0x8a9136aa],
  [new Uint8Array(32).fill(255), 0x62a8ab43],
  [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  [Buffer.from('123456789'), 0xe3069283],
])('CRC-32C of the examples of RFC 3720, B.4', (bytes, sum) => {
  expect(crc32c(bytes)).toBe(sum);
});

it('is the remainder by the generator', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc32c(bytes)).toBe(reference(bytes));
      const turned = (BigInt(reference(bytes)) >> 15n) | ((BigInt(reference(bytes)) << 17n) & 0xffffffffn);
      expect(maskedCrc32c(bytes)).toBe(Number((turned + 0xa282ead8n) & 0xffffffffn));
    }),
  );
});
