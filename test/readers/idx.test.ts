import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdx } from '../../runner/readers/idx.ts';
import { RunError } from '../../src/node/run-error.ts';

function idx(shape: number[], data: number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

describe('readIdx', () => {
  it('reads shape and bytes', () => {
    const array = readIdx(idx([2, 1, 3], [1, 2, 3, 4, 5, 255]), 'a');
    expect(array.shape).toEqual([2, 1, 3]);
    expect([...array.data]).toEqual([1, 2, 3, 4, 5, 255]);
  });

  it.each([
    ['empty', new Uint8Array(), /a is not an IDX file/],
    ['text', Buffer.from('hello, I am text'), /not an IDX file/],
    ['of floats', Uint8Array.from([0, 0, 13, 1, 0, 0, 0, 0]), /not an IDX file of bytes/],
    ['cut in the header', idx([2, 3], []).subarray(0, 9), /damaged IDX header/],
    ['half written', idx([2, 3], [1, 2, 3]), /3 bytes of data, but its header declares 2 x 3 = 6/],
    ['of absurd lengths', idx([0xffffffff, 0xffffffff, 0xffffffff], []), /header declares/],
  ])('refuses a file that is %s', (_, bytes, message) => {
    expect(() => readIdx(bytes, 'a')).toThrow(message);
  });

  it('never fails but with a RunError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readIdx(bytes, 'a');
        } catch (error) {
          expect(error).toBeInstanceOf(RunError);
        }
      }),
    );
  });
});
