import type { NamedArray, NamedArrays } from '../contract/named-arrays.ts';

/**
 * The bytes of named tensors: one line of JSON with names and shapes, then all values as little-endian float32, in
 * order. Every bit of a value comes back, NaN and -0 included.
 */
export function packArrays(arrays: NamedArrays): Buffer {
  return Buffer.concat(packedParts(arrays));
}

/** The same bytes in parts, in which the values are not copied. */
export function packedParts(arrays: NamedArrays): Buffer[] {
  const header = [...arrays].map(([name, { shape }]) => ({ name, shape }));
  const parts = [...arrays.values()].map(({ values }) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  );
  return [Buffer.from(`${JSON.stringify(header)}\n`), ...parts];
}

/**
 * The tensors of bytes that `packArrays` made.
 * @throws Error when the bytes are fewer or more than the header says
 */
export function unpackArrays(bytes: Buffer): NamedArrays {
  const lineEnd = bytes.indexOf(0x0a);
  const header = JSON.parse(bytes.toString('utf8', 0, lineEnd)) as { name: string; shape: number[] }[];
  let at = lineEnd + 1;
  const arrays = new Map<string, NamedArray>();
  for (const { name, shape } of header) {
    const length = shape.reduce((product, size) => product * size, 1);
    const end = at + 4 * length;
    if (end > bytes.length) throw new Error(`the values of ${name} are cut off`);
    // a copy begins at offset 0, so that float32 may look at it
    const values = new Float32Array(Uint8Array.prototype.slice.call(bytes, at, end).buffer);
    arrays.set(name, { shape, values });
    at = end;
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes stand after the last tensor`);
  return arrays;
}
