import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG file of 8-bit RGB pixels.
 *
 * @param rgb `[height, width, 3]`, from the top left
 * @source W3C, Portable Network Graphics Specification (Third Edition)
 */
export function pngOf(width: number, height: number, rgb: Uint8Array): Buffer {
  if (rgb.length !== width * height * 3)
    throw new Error(`${rgb.length} bytes are no ${width} x ${height} RGB picture`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const stride = width * 3;
  const lines = Buffer.alloc(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    lines.set(rgb.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  const body = deflateSync(lines, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', body),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG file that says how many pixels of it are an inch. */
export function withResolution(png: Buffer, pixels: number): Buffer {
  const header = signature.length + 25;
  const size = Buffer.alloc(9);
  size.writeUInt32BE(Math.round(pixels / 0.0254), 0);
  size.writeUInt32BE(Math.round(pixels / 0.0254), 4);
  size[8] = 1;
  return Buffer.concat([png.subarray(0, header), chunk('pHYs', size), png.subarray(header)]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
