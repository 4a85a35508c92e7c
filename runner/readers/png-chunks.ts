/** What the header of a PNG file says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples a pixel: 1 grey or palette, 2 grey and alpha, 3 colour, 4 colour and alpha. */
  readonly samples: number;
  readonly palette: boolean;
}

/** The parts of a PNG file that decide its pixels. */
export interface PngChunks {
  readonly header: PngHeader;
  /** Red, green and blue of each entry; empty without a palette. */
  readonly palette: Uint8Array;
  /** The zlib stream, in pieces. */
  readonly data: readonly Uint8Array[];
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Samples a pixel and the depths that are allowed, by colour type (PNG specification, table 11.1). */
const colourTypes: Readonly<
  Record<number, { readonly samples: number; readonly depths: readonly number[] }>
> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/**
 * Takes a PNG file apart (PNG specification, third edition, section 5). Chunks that do not decide pixels are passed
 * over; check sums are left to the zlib stream's own.
 * @throws Error when it is none, is damaged or is interlaced
 */
export function readPngChunks(bytes: Uint8Array): PngChunks {
  if (signature.some((byte, at) => bytes[at] !== byte))
    throw new Error('it does not begin as a PNG file does');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | null = null;
  let palette: Uint8Array = new Uint8Array();
  const data: Uint8Array[] = [];
  for (let at = signature.length; ; ) {
    if (at + 12 > bytes.length) throw new Error('it ends too soon');
    const length = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    if (at + 12 + length > bytes.length) throw new Error('it ends too soon');
    const start = at + 8;
    if (type === 'IHDR') header = readHeader(view, start, length);
    if (type === 'PLTE') palette = bytes.subarray(start, start + length);
    if (type === 'IDAT') data.push(bytes.subarray(start, start + length));
    if (type === 'IEND') break;
    at += 12 + length;
  }
  if (!header) throw new Error('it has no header');
  return { header, palette, data };
}

function readHeader(view: DataView, at: number, length: number): PngHeader {
  if (length !== 13) throw new Error('its header is damaged');
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, colour, interlace] = [8, 9, 12].map((field) => view.getUint8(at + field)) as Fields;
  const type = colourTypes[colour];
  if (!type?.depths.includes(depth) || width === 0 || height === 0) throw new Error('its header is damaged');
  if (interlace !== 0) throw new Error('it is interlaced; save it without');
  return { width, height, depth, samples: type.samples, palette: colour === 3 };
}

type Fields = [depth: number, colour: number, interlace: number];
