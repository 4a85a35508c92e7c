/** A regular file of a tar archive. Read its body before the next entry is asked for. */
export interface TarEntry {
  /** Path in the archive, as the archive has it. */
  readonly name: string;
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array>;
}

const blockLength = 512;

/**
 * The regular files of an unpacked tar archive (ustar, POSIX 1003.1-1988), one after the other; folders, links and
 * extended headers are passed over. No more than a block and one piece of the source is held.
 * @throws Error when the archive is damaged or ends too soon
 */
export async function* tarEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const stream = new ByteStream(source);
  try {
    for (;;) {
      const header = await stream.block();
      if (!header || header.every((byte) => byte === 0)) return;
      checkHeader(header);
      const bytes = octal(header, 124, 12);
      const body = new TarBody(stream, bytes);
      const type = header.toString('latin1', 156, 157);
      if (type === '0' || type === '\0') yield { name: nameOf(header), bytes, body };
      const padding = (blockLength - (bytes % blockLength)) % blockLength;
      for (let skip = body.left + padding; skip > 0; ) skip -= (await stream.upTo(skip)).length;
    }
  } finally {
    await stream.close();
  }
}

/** The content of an entry, as far as it is read. */
class TarBody {
  left: number;
  readonly #stream: ByteStream;

  constructor(stream: ByteStream, bytes: number) {
    this.#stream = stream;
    this.left = bytes;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (this.left > 0) {
      const piece = await this.#stream.upTo(this.left);
      this.left -= piece.length;
      yield piece;
    }
  }
}

function nameOf(header: Buffer): string {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** The sum of all bytes, with the field of the sum itself as spaces. */
function checkHeader(header: Buffer): void {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte;
  if (sum !== octal(header, 148, 8)) throw new Error('a header of the archive is damaged');
}

function octal(header: Buffer, from: number, length: number): number {
  const digits = text(header, from, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new Error('a number in a header of the archive is damaged');
  return Number.parseInt(digits, 8);
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.toString('latin1', from, from + length);
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}

/** Takes a source of pieces of any length apart. */
class ByteStream {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** The next block, or null at the end. */
  async block(): Promise<Buffer | null> {
    const block = Buffer.alloc(blockLength);
    for (let filled = 0; filled < blockLength; ) {
      if (filled === 0 && !(await this.#fill())) return null;
      const piece = await this.upTo(blockLength - filled);
      block.set(piece, filled);
      filled += piece.length;
    }
    return block;
  }

  /** At least 1 and at most `most` bytes. */
  async upTo(most: number): Promise<Uint8Array> {
    if (!(await this.#fill())) throw new Error('the archive ends too soon');
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
