import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readPng } from '../../runner/readers/png.ts';
import { RunError } from '../../src/node/run-error.ts';
import { pythonWith } from '../peers/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-png-'));
afterAll(() => rmSync(folder, { recursive: true }));
const python = pythonWith('PIL.Image', 'numpy');

function chunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(type, 4);
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

interface Image {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly interlace?: number;
  readonly lines: Uint8Array;
  readonly palette?: Uint8Array;
}

function pngOf({ width, height, depth = 8, colour = 0, interlace = 0, lines, palette }: Image): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  const packed = deflateSync(lines);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('Comment\0none')),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', packed.subarray(0, 5)),
    chunk('IDAT', packed.subarray(5)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const read = (image: Image) => readPng(pngOf(image), 'a.png', image);

describe('readPng', () => {
  it.each([
    ['grey', 0, [10, 20, 30, 40], [1, 1, 4]],
    ['grey with alpha', 4, [10, 255, 20, 0], [1, 1, 2]],
    ['colour', 2, [1, 2, 3, 4, 5, 6], [3, 1, 2]],
    ['colour with alpha', 6, [1, 2, 3, 0, 4, 5, 6, 9], [3, 1, 2]],
  ] as const)('reads %s', (_, colour, samples, shape) => {
    const image = read({ width: shape[2], height: 1, colour, lines: Uint8Array.of(0, ...samples) });
    expect(image.shape).toEqual(shape);
    const expected = { 0: [10, 20, 30, 40], 4: [10, 20], 2: [1, 4, 2, 5, 3, 6], 6: [1, 4, 2, 5, 3, 6] };
    expect([...image.data]).toEqual(expected[colour]);
  });

  it('stretches few bits and keeps the upper byte of 16', () => {
    expect([...read({ width: 4, height: 1, depth: 1, lines: Uint8Array.of(0, 0b01010000) }).data]).toEqual([
      0, 255, 0, 255,
    ]);
    expect([...read({ width: 3, height: 1, depth: 2, lines: Uint8Array.of(0, 0b00011000) }).data]).toEqual([
      0, 85, 170,
    ]);
    expect([...read({ width: 3, height: 1, depth: 4, lines: Uint8Array.of(0, 0x0f, 0x80) }).data]).toEqual([
      0, 255, 136,
    ]);
    expect([...read({ width: 2, height: 1, depth: 16, lines: Uint8Array.of(0, 1, 2, 3, 4) }).data]).toEqual([
      1, 3,
    ]);
  });

  it('looks colours up', () => {
    const palette = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const lines = Uint8Array.of(0, 0b10000100);
    const image = read({ width: 4, height: 1, depth: 2, colour: 3, palette, lines });
    expect([...image.data]).toEqual([7, 1, 4, 1, 8, 2, 5, 2, 9, 3, 6, 3]);
    const short = { width: 4, height: 1, depth: 2, colour: 3, palette: palette.subarray(0, 6), lines };
    expect(() => read(short)).toThrow(/no entry 2/);
  });

  it('undoes every line filter', () => {
    const width = 5;
    const filters = [0, 1, 2, 3, 4];
    const pixel = (row: number, at: number) => (row < 0 || at < 0 ? 0 : (row * 83 + at * at * 29) % 256);
    const guess = (filter: number, row: number, at: number): number => {
      const [left, above, corner] = [
        pixel(row, at - 1),
        pixel(row - 1, at),
        row > 0 ? pixel(row - 1, at - 1) : 0,
      ];
      if (filter === 1) return left;
      if (filter === 2) return above;
      if (filter === 3) return Math.floor((left + above) / 2);
      if (filter === 0) return 0;
      const nearest = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
      return [left, above, corner][nearest.indexOf(Math.min(...nearest))]!;
    };
    for (const shift of filters) {
      const lines = filters.flatMap((_, row) => {
        const filter = (row + shift) % 5;
        return [
          filter,
          ...Array.from({ length: width }, (_, at) => (pixel(row, at) - guess(filter, row, at) + 256) % 256),
        ];
      });
      const image = read({ width, height: 5, lines: Uint8Array.from(lines) });
      expect([...image.data]).toEqual(
        filters.flatMap((row) => Array.from({ length: width }, (_, at) => pixel(row, at))),
      );
    }
  });

  it.skipIf(!python)(
    'reads what Pillow writes, in every mode (needs python3-pil and python3-numpy)',
    () => {
      const script = `
import sys, json, numpy, PIL.Image
x = (numpy.arange(23 * 17 * 3).reshape(23, 17, 3) * 31 % 256).astype('u1')
x[5:9] = 200
rgb = PIL.Image.fromarray(x)
out = {}
for mode in ['L', 'RGB', 'P', '1', 'RGBA', 'LA']:
    image = rgb.convert(mode)
    image.save(sys.argv[1] + '/' + mode + '.png', optimize=True)
    plain = image.convert('RGB' if mode in ('RGB', 'P', 'RGBA') else 'L')
    a = numpy.asarray(plain)
    out[mode] = (a.transpose(2, 0, 1) if a.ndim == 3 else a).flatten().tolist()
print(json.dumps(out))`;
      const answer: Record<string, number[]> = JSON.parse(
        execFileSync(python!, ['-c', script, folder], { encoding: 'utf8' }),
      );
      for (const [mode, pixels] of Object.entries(answer)) {
        const image = readPng(readFileSync(join(folder, `${mode}.png`)), mode, { height: 23, width: 17 });
        expect([...image.data]).toEqual(pixels);
      }
    },
    60_000,
  );

  it.each<[string, Buffer, RegExp]>([
    ['text', Buffer.from('hello'), /does not begin as a PNG/],
    ['interlaced', pngOf({ width: 2, height: 1, interlace: 1, lines: Uint8Array.of(0, 1, 2) }), /interlaced/],
    [
      'of another size',
      pngOf({ width: 3, height: 1, lines: Uint8Array.of(0, 1, 2, 3) }),
      /1 x 3 pixels, not of 1 x 2/,
    ],
    [
      'with too few pixels',
      pngOf({ width: 2, height: 1, lines: Uint8Array.of(0, 1) }),
      /holds 2 bytes of pixels instead of 3/,
    ],
    ['a bomb', pngOf({ width: 2, height: 1, lines: new Uint8Array(10_000_000) }), /cannot be used/],
    [
      'with an unknown filter',
      pngOf({ width: 2, height: 1, lines: Uint8Array.of(5, 1, 2) }),
      /line filter 5/,
    ],
    ['of 3 bits', pngOf({ width: 2, height: 1, depth: 3, lines: Uint8Array.of(0, 1) }), /header is damaged/],
  ])('refuses a file that is %s', (_, bytes, message) => {
    const use = () => readPng(bytes, 'a.png', { height: 1, width: 2 });
    expect(use).toThrow(RunError);
    expect(use).toThrow(message);
  });

  it('fails with a RunError only, wherever the file is cut or damaged', () => {
    const good = pngOf({
      width: 4,
      height: 3,
      lines: Uint8Array.from({ length: 15 }, (_, at) => (at % 5 === 0 ? 4 : at)),
    });
    const guarded = (bytes: Uint8Array) => {
      try {
        expect(readPng(bytes, 'a.png', { height: 3, width: 4 }).data.length).toBeLessThanOrEqual(36);
      } catch (error) {
        expect(error).toBeInstanceOf(RunError);
      }
    };
    for (let length = 0; length < good.length; length++) guarded(good.subarray(0, length));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bad = Buffer.from(good);
        bad[at] = value;
        guarded(bad);
      }),
      { numRuns: 500 },
    );
  });
});
