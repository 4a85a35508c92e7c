// Small files of each format, as they should be.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import {
  dictionary,
  fixedSizeList,
  float32,
  float64,
  int32,
  list,
  tableFromArrays,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';

const u32 = (...numbers) => Buffer.from(Uint32Array.from(numbers).buffer);
const named = Buffer.from('a.npy');

export function zipOf(content, method) {
  const body = method === 8 ? deflateRawSync(content) : content;
  const sizes = [crc32(content), body.length, content.length];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  for (const [i, size] of sizes.entries()) local.writeUInt32LE(size, 14 + 4 * i);
  local.writeUInt16LE(named.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  for (const [i, size] of sizes.entries()) entry.writeUInt32LE(size, 16 + 4 * i);
  entry.writeUInt16LE(named.length, 28);
  const start = local.length + named.length + body.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + named.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, named, body, entry, named, end]);
}

export function matOf(packed) {
  const header = Buffer.alloc(128, ' ');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const pixels = Buffer.from(Uint8Array.from({ length: 24 }, (_, i) => i));
  const inner = Buffer.concat([u32(6, 8, 9, 0), u32(5, 8, 4, 6), u32(0x00010001, 0x58), u32(2, 24), pixels]);
  const matrix = Buffer.concat([u32(14, inner.length), inner]);
  const squeezed = deflateSync(matrix);
  return Buffer.concat(packed ? [header, u32(15, squeezed.length), squeezed] : [header, matrix]);
}

export const idx = Buffer.concat([
  Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]),
  Buffer.alloc(24, 7),
]);

export function pngOf() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
  const lines = Buffer.alloc(4 * 13, 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function tarOf() {
  const header = Buffer.alloc(512);
  header.write('folder/a.bin');
  header.write('00000001000\0', 124);
  header.write('0', 156);
  header.write('ustar', 257);
  let sum = 8 * 32;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(512, 3), Buffer.alloc(1024)]);
}

export const study = Buffer.from(`study: small
datasets: { mnist: { kind: mnist, subset: { train: 1000, test: 100 } } }
models:
  net:
    kind: network
    dataset: mnist
    layers:
      - { conv: C1, filters: 6, kernel: 5, activation: relu }
      - { dense: out, units: 10 }
    training: &t { learningRate: 0.1, batchSize: 100, epochs: 2 }
probes: { forward: { kind: activations, model: net, layers: [C1], at: { epochs: [0, 1/3, 2] } } }
estimators: { IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) } }
matrix: { seed: [1, 3] }
`);

function arrowOf(format, data, types) {
  return Buffer.from(tableToIPC(tableFromArrays(data, { types, maxBatchRows: 4 }), { format }));
}
const numbers = {
  x: Array.from({ length: 9 }, (_, i) => [i, i / 2]),
  y: Int32Array.from({ length: 9 }, (_, i) => i),
  z: Array.from({ length: 9 }, (_, i) => [i]),
};
const numberTypes = { x: fixedSizeList(float32(), 2), y: int32(), z: list(float64()) };
const texts = { name: ['a', 'b', null, 'a', 'c'], long: ['', 'xyz', 'x', 'yy', 'z'] };
const textTypes = { name: dictionary(utf8()), long: utf8() };

const formats = ['file', 'stream'];
/** Columns of numbers and of lists of them. */
export const arrowNumbers = formats.map((format) => arrowOf(format, numbers, numberTypes));
/** Columns of texts. */
export const arrowTexts = formats.map((format) => arrowOf(format, texts, textTypes));
