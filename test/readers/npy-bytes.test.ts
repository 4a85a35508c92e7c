import { describe, expect, it } from 'vitest';
import { npyBytes } from '../../runner/readers/npy-bytes.ts';
import { readNpyHeader } from '../../runner/readers/npy-header.ts';

describe('npyBytes', () => {
  it.each([[[6]], [[2, 3]], [[1, 2, 3, 1]], [[]]])(
    'writes a header of shape %j that is read again',
    (shape) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length: count }, (_, at) => at - 2.5);
      const bytes = npyBytes(shape, values);
      const header = readNpyHeader(bytes, 'it');
      expect(header).toMatchObject({
        littleEndian: true,
        kind: 'f',
        size: 4,
        fortranOrder: false,
        shape,
        count,
      });
      expect(header.dataStart % 64).toBe(0);
      expect(new Float32Array(bytes.slice(header.dataStart).buffer)).toEqual(values);
    },
  );

  it('writes labels as bytes, and refuses a shape that they do not fill', () => {
    expect(readNpyHeader(npyBytes([3], new Uint8Array(3)), 'it')).toMatchObject({ kind: 'u', size: 1 });
    expect(() => npyBytes([4], new Uint8Array(3))).toThrow('do not fill');
  });
});
