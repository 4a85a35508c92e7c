import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classesOf } from '../../runner/readers/class-labels.ts';
import {
  readSafetensors,
  type StoredTensor,
  safetensorsBytes,
  tensorArray,
  tensorLabels,
} from '../../runner/readers/safetensors.ts';
import { RunError } from '../../src/node/run-error.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const official = fixture('tensors.safetensors');
const facts: Record<string, { shape: number[]; values: (number | string)[] }> = JSON.parse(
  fixture('tensors.json').toString(),
);
const numberOf = (value: number | string) => Number(String(value).replace('inf', 'Infinity'));

/** A file with this header. */
function fileOf(header: unknown, data = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe('a file of the official package', () => {
  it.each(Object.keys(facts).filter((name) => name !== 'long'))('has the values of %s', (name) => {
    const tensor = readSafetensors(official, 'x').tensors.get(name)!;
    const { shape, values } = tensorArray(tensor, 'x');
    expect(shape).toEqual(facts[name]!.shape);
    expect([...values]).toEqual(facts[name]!.values.map(numberOf));
    expect(values).toBeInstanceOf(tensor.dtype === 'F32' ? Float32Array : Float64Array);
  });

  it('has its metadata', () => {
    expect(readSafetensors(official, 'x').metadata).toEqual({ written: 'by the official package' });
  });

  it('has integers beyond 2^53 as labels only', () => {
    const tensor = readSafetensors(official, 'x').tensors.get('long')!;
    expect(() => tensorArray(tensor, 'x')).toThrow(/9007199254740993, beyond 2\^53/);
    const labels = tensorLabels(tensor, 'x');
    expect(labels.values).toEqual(facts.long!.values.map((value) => BigInt(value)));
    expect([...classesOf([{ name: 'x', ...labels }]).labels[0]!]).toEqual([1, 0]);
  });
});

it('what is written is read, byte for byte', () => {
  const type = fc.constantFrom<StoredTensor['dtype']>('F32', 'U8', 'I64', 'BF16');
  const sizes = { F32: 4, U8: 1, I64: 8, BF16: 2 } as Record<string, number>;
  const tensor = fc.tuple(type, fc.array(fc.nat(3), { maxLength: 3 })).chain(([dtype, shape]) => {
    const length = shape.reduce((all, one) => all * one, sizes[dtype]!);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data): StoredTensor => ({ dtype, shape, data }));
  });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tensor, { maxKeys: 5 }), (record) => {
      const tensors = new Map(Object.entries(record).filter(([name]) => name !== '__metadata__'));
      const file = readSafetensors(safetensorsBytes(tensors, { by: 'us' }), 'x');
      expect(file.metadata).toEqual({ by: 'us' });
      expect(new Set(file.tensors.keys())).toEqual(new Set(tensors.keys()));
      for (const [name, { dtype, shape, data }] of tensors) {
        const found = file.tensors.get(name)!;
        expect({ ...found, data: [...found.data] }).toEqual({ dtype, shape, data: [...data] });
      }
    }),
  );
  const short = new Map([['a', { dtype: 'F32', shape: [2], data: new Uint8Array(4) } as const]]);
  expect(() => safetensorsBytes(short)).toThrow(/do not fill/);
});

describe('is refused', () => {
  const entry = (more: object = {}) => ({ dtype: 'F32', shape: [1], data_offsets: [0, 4], ...more });
  const long = fileOf('{}');
  new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
  it.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(), /shorter than/],
    ['a header of exabytes', long, /would have 9223372036854775808 bytes/],
    ['a cut header', fileOf({ a: entry() }).subarray(0, 20), /would have/],
    ['no JSON', fileOf('{"a":'), /no JSON/],
    ['a list', fileOf([1]), /no JSON object/],
    ['a word for a tensor', fileOf({ a: 'x' }), /no tensor/],
    ['metadata that are no texts', fileOf({ __metadata__: { a: 1 } }), /metadata/],
    ['a negative length', fileOf({ a: entry({ shape: [-1] }) }, 4), /no tensor/],
    ['a shape of exabytes', fileOf({ a: entry({ shape: [2 ** 40, 2 ** 40] }) }, 4), /not \d/],
    ['offsets that do not fit the shape', fileOf({ a: entry({ shape: [2] }) }, 4), /has 4 bytes, not 8/],
    ['offsets beyond the end', fileOf({ a: entry() }, 2), /ends inside 'a'/],
    ['bytes left over', fileOf({ a: entry() }, 5), /says 4 bytes .* holds 5/],
    ['two in one place', fileOf({ a: entry(), b: entry() }, 4), /overlap/],
    ['a gap', fileOf({ a: entry({ data_offsets: [4, 8] }) }, 8), /gaps/],
    ['a type of a byte', fileOf({ a: entry({ dtype: 'F8_E4M3' }) }, 4), /F8_E4M3/],
    ['a type by another name', fileOf({ a: entry({ dtype: 'toString' }) }, 4), /toString/],
  ])('%s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'x')).toThrow(RunError);
    expect(() => readSafetensors(bytes, 'x')).toThrow(message);
  });
});
