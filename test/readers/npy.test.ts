import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy, readNpyCompact, readNpyLabels } from '../../runner/readers/npy.ts';
import { RunError } from '../../src/node/run-error.ts';

/** A .npy file around raw bytes. */
function npy(header: string, data: Uint8Array | number, version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const bytes = typeof data === 'number' ? new Uint8Array(data) : data;
  const lengthBytes = version === 1 ? 2 : 4;
  const file = new Uint8Array(8 + lengthBytes + text.length + bytes.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(file.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  file.set(text, 8 + lengthBytes);
  file.set(bytes, 8 + lengthBytes + text.length);
  return file;
}

const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

/** Writes numbers with a DataView method. */
function encode(
  values: readonly number[],
  size: number,
  write: (view: DataView, at: number, value: number) => void,
) {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) write(view, at * size, value);
  return bytes;
}

const doubles = (values: readonly number[]) =>
  encode(values, 8, (view, at, value) => view.setFloat64(at, value, true));

const bigs = (...values: bigint[]) => new Uint8Array(BigInt64Array.from(values).buffer);

describe('labels', () => {
  it('keep integers of eight bytes, and are texts where these are saved', () => {
    const file = npy(header('<i8', '(2,)'), bigs(2n ** 53n + 1n, -3n));
    expect(readNpyLabels(file, 'a.npy')).toEqual({ shape: [2], values: [2n ** 53n + 1n, -3n] });
    const wide = Buffer.from('c\0\0\0a\0\0\0t\0\0\0\ud800\0\0\0\0\0\0\0\0\0\0\0', 'latin1');
    wide.writeUInt32LE(0x1f40d, 12);
    expect(readNpyLabels(npy(header('<U3', '(2,)'), wide), 'a.npy').values).toEqual(['cat', '\u{1f40d}']);
    const bytes = new TextEncoder().encode('dog\0\0é\0\0\0');
    expect(readNpyLabels(npy(header('|S5', '(2,)'), bytes), 'a.npy').values).toEqual(['dog', 'é']);
  });

  it('are numbers else, in either order of axes', () => {
    expect(readNpyLabels(npy(header('|b1', '(2,)'), Uint8Array.of(1, 0)), 'a.npy').values).toEqual(
      Float64Array.of(1, 0),
    );
    const turned = npy(header('<i8', '(2, 2)', 'True'), bigs(1n, 2n, 3n, 4n));
    expect(readNpyLabels(turned, 'a.npy').values).toEqual([1n, 3n, 2n, 4n]);
  });
});

describe('types of numbers', () => {
  const cases: [
    string,
    number,
    (view: DataView, at: number, value: number, little: boolean) => void,
    number[],
  ][] = [
    ['f8', 8, (view, at, value, little) => view.setFloat64(at, value, little), [0, -1.5, 1e300, Math.PI]],
    ['f4', 4, (view, at, value, little) => view.setFloat32(at, value, little), [0, -1.5, 0.25, 1e10]],
    ['i8', 8, (view, at, value, little) => view.setBigInt64(at, BigInt(value), little), [0, -5, 2 ** 53]],
    ['u8', 8, (view, at, value, little) => view.setBigUint64(at, BigInt(value), little), [0, 5, 2 ** 53]],
    ['i4', 4, (view, at, value, little) => view.setInt32(at, value, little), [0, -5, 2 ** 31 - 1]],
    ['u4', 4, (view, at, value, little) => view.setUint32(at, value, little), [0, 5, 2 ** 32 - 1]],
    ['i2', 2, (view, at, value, little) => view.setInt16(at, value, little), [0, -5, 32767]],
    ['u2', 2, (view, at, value, little) => view.setUint16(at, value, little), [0, 5, 65535]],
    ['i1', 1, (view, at, value) => view.setInt8(at, value), [0, -5, 127]],
    ['u1', 1, (view, at, value) => view.setUint8(at, value), [0, 5, 255]],
    ['b1', 1, (view, at, value) => view.setUint8(at, value), [0, 1, 1]],
  ];
  it.each(cases)('%s, both byte orders', (type, size, write, values) => {
    for (const little of [true, false]) {
      const data = encode(values, size, (view, at, value) => write(view, at, value, little));
      const order = size === 1 ? '|' : little ? '<' : '>';
      const array = readNpy(npy(header(order + type, `(${values.length},)`), data), 'a.npy');
      expect(array.shape).toEqual([values.length]);
      expect([...array.values]).toEqual(values);
      expect(array.values).toBeInstanceOf(type === 'f4' ? Float32Array : Float64Array);
    }
  });

  it('f2: normal, subnormal, infinite and NaN', () => {
    const bits = [0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00, 0x7e00];
    const data = encode(bits, 2, (view, at, value) => view.setUint16(at, value, true));
    const { values } = readNpy(npy(header('<f2', '(9,)'), data), 'a.npy');
    expect([...values]).toEqual([0, 1, -2, 65504, 2 ** -24, 2 ** -14, Infinity, -Infinity, Number.NaN]);
  });
});

describe('layout', () => {
  it('reads Fortran order as the same array', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }), (shape) => {
        const count = shape.reduce((product, extent) => product * extent, 1);
        const rowMajor = Array.from({ length: count }, (_, at) => at + 0.5);
        const columnMajor = new Array<number>(count);
        for (let at = 0; at < count; at += 1) {
          let rest = at;
          let place = 0;
          for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
            const step = shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
            place += (rest % shape[axis]!) * step;
            rest = Math.floor(rest / shape[axis]!);
          }
          columnMajor[place] = rowMajor[at]!;
        }
        const text = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
        for (const version of [1, 2, 3]) {
          const c = readNpy(npy(header('<f8', text), doubles(rowMajor), version), 'c.npy');
          const f = readNpy(npy(header('<f8', text, 'True'), doubles(columnMajor), version), 'f.npy');
          expect(c).toEqual({ shape, values: Float64Array.from(rowMajor) });
          expect(f).toEqual(c);
        }
      }),
    );
  });

  it('reads bytes that do not begin at an aligned place of their buffer', () => {
    const file = npy(header('<f8', '(2,)'), doubles([3, 4]));
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect([...readNpy(shifted.subarray(3), 'a.npy').values]).toEqual([3, 4]);
  });
});

describe('readNpyCompact', () => {
  it('leaves bytes bytes, in either order of axes, also of a Buffer, and the file as it was', () => {
    for (const fortran of ['False', 'True']) {
      const file = Buffer.from(npy(header('|u1', '(2, 3)', fortran), Uint8Array.of(1, 2, 3, 4, 5, 6)));
      const before = Buffer.from(file);
      const { shape, values } = readNpyCompact(file, 'a.npy');
      expect(shape).toEqual([2, 3]);
      expect(values).toEqual(
        fortran === 'True' ? Uint8Array.of(1, 3, 5, 2, 4, 6) : Uint8Array.of(1, 2, 3, 4, 5, 6),
      );
      expect(file).toEqual(before);
    }
    expect(readNpyCompact(npy(header('<f8', '(1,)'), doubles([2.5])), 'a.npy').values).toEqual(
      Float64Array.of(2.5),
    );
  });
});

describe('files that are not what they should be', () => {
  const good = npy(header('<f8', '(3,)'), doubles([1, 2, 3]));
  const broken: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /does not begin/],
    ['text', new TextEncoder().encode('1,2,3\n'), /does not begin/],
    ['cut in the magic', good.subarray(0, 7), /version undefined|ends inside/],
    ['cut in the length', good.subarray(0, 9), /ends inside its header/],
    ['cut in the header', good.subarray(0, 30), /ends inside its header/],
    ['cut in the numbers', good.subarray(0, good.length - 1), /says 24 bytes .* holds 23/],
    ['with numbers left over', npy(header('<f8', '(2,)'), 24), /says 16 bytes .* holds 24/],
    ['a version of the future', npy(header('<f8', '(1,)'), 8, 9), /version 9/],
    [
      'a header length of 4 GiB',
      Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 255, 255, 255, 255),
      /ends inside/,
    ],
    ['a shape of exabytes', npy(header('<f8', '(1000000000, 1000000000)'), 8), /more numbers than any file/],
    ['a shape of terabytes', npy(header('<f8', '(1000000, 1000000)'), 8), /says 8000000000000 bytes/],
    ['a negative shape', npy(header('<f8', '(-3,)'), 24), /does not say the shape/],
    ['a shape in words', npy(header('<f8', '(three,)'), 24), /does not say the shape/],
    ['gaps in the shape', npy(header('<f8', '(1 2,)'), 24), /makes no sense/],
    ['no order', npy("{'descr': '<f8', 'shape': (1,)}", 8), /order of the axes/],
    ['objects', npy(header('|O', '(1,)'), 8), /Python objects .*type O/],
    ['complex numbers', npy(header('<c16', '(1,)'), 16), /complex128 .*type c16/],
    ['long doubles', npy(header('<f16', '(1,)'), 16), /float128 .*type f16/],
    ['bfloat16', npy(header('<V2', '(1,)'), 2), /bfloat16 .*type V2/],
    ['float8', npy(header('|V1', '(1,)'), 1), /float8 .*type V1/],
    ['dates', npy(header('<M8[ns]', '(1,)'), 8), /dates .*type M8/],
    ['texts', npy(header('<U3', '(1,)'), 12), /holds texts/],
    ['integers that float64 cannot hold', npy(header('<i8', '(1,)'), bigs(2n ** 53n + 1n)), /beyond 2\^53/],
    ['a float of three bytes', npy(header('<f3', '(1,)'), 3), /type f3/],
    ['a record', npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", 8), /records/],
  ];
  it.each(broken)('%s', (_, bytes, message) => {
    const read = () => readNpy(bytes, 'name.npy');
    expect(read).toThrow(RunError);
    expect(read).toThrow(message);
    expect(read).toThrow(/name\.npy/);
  });

  it('never throws anything but a RunError, whatever single byte is changed', () => {
    for (let at = 0; at < good.length - 24; at += 1) {
      for (const byte of [0, 0x20, 0x29, 0x39, 0xff]) {
        const bytes = good.slice();
        bytes[at] = byte;
        try {
          expect(readNpy(bytes, 'a.npy').values.length).toBeLessThanOrEqual(24);
        } catch (error) {
          expect(error).toBeInstanceOf(RunError);
        }
      }
    }
  });
});
