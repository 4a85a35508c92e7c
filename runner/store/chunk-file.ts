import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** A place in a chunk file between two chunks. */
export interface ChunkMark {
  readonly bytes: number;
  /** Digest of the last chunk before it, which covers all chunks before; empty at the beginning. */
  readonly digest: string;
}

export const firstMark: ChunkMark = { bytes: 0, digest: '' };

/**
 * A file that grows by chunks. A chunk is a line with its digest and its length in bytes, then its content; the digest
 * is the SHA-256 of the digest before it, its length and its content, so that it stands for everything up to there.
 */
export interface ChunkFile {
  /** Adds a chunk, given in parts, that the next flush makes durable. When it fails, the file goes on from where it was. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  /** Makes all chunks so far durable; the mark after them. */
  flush(): Promise<ChunkMark>;
  close(): Promise<void>;
}

/** Opens a file to go on from `mark`: what stands after it is cut off. */
export async function openChunkFile(path: string, mark: ChunkMark): Promise<ChunkFile> {
  const file = await open(path, mark.bytes === 0 ? 'w' : 'r+');
  await file.truncate(mark.bytes);
  let end = mark;
  return {
    async append(parts) {
      const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
      const digest = chunkDigest(end.digest, length, parts);
      const head = Buffer.from(`${digest} ${length}\n`);
      let bytes = end.bytes;
      for (const part of [head, ...parts]) {
        await writeAll(file, part, bytes);
        bytes += part.byteLength;
      }
      end = { bytes, digest };
    },
    async flush() {
      const mark = end;
      await file.sync();
      return mark;
    },
    close: () => file.close(),
  };
}

/** A file does not have the chunks that it should have, as they were written. */
export class ChunkFault extends Error {}

/** The longest head of a chunk: a digest, a blank, a length, a line break. */
const longestHead = 64 + 1 + 15 + 1;

/**
 * The chunks before `mark`, one after the other; each is looked at before it is given.
 * @throws ChunkFault when the file does not have them as they were written
 */
export async function* chunksBefore(path: string, mark: ChunkMark): AsyncGenerator<Buffer, void> {
  if (mark.bytes === 0) return;
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT' ? new ChunkFault(`${path} is missing`) : cause;
  });
  try {
    if ((await file.stat()).size < mark.bytes) throw new ChunkFault(`${path} is cut off`);
    let digest = '';
    for (let at = 0; at < mark.bytes; ) {
      const lines = await readAll(file, at, Math.min(longestHead, mark.bytes - at));
      const head = /^([0-9a-f]{64}) (\d{1,15})\n/.exec(lines.toString('latin1'));
      const from = at + (head?.[0].length ?? 0);
      const length = Number(head?.[2]);
      if (!head || from + length > mark.bytes) throw new ChunkFault(`byte ${at} of ${path} begins no chunk`);
      const content = await readAll(file, from, length);
      if (chunkDigest(digest, length, [content]) !== head[1])
        throw new ChunkFault(`the chunk at byte ${at} of ${path} is damaged`);
      digest = head[1]!;
      at = from + length;
      yield content;
    }
    if (digest !== mark.digest) throw new ChunkFault(`${path} ends in another chunk`);
  } finally {
    await file.close();
  }
}

/** All chunks before `mark`, or null when the file does not have them as they were written. */
export async function readChunks(path: string, mark: ChunkMark): Promise<Uint8Array[] | null> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of chunksBefore(path, mark)) chunks.push(chunk);
    return chunks;
  } catch (cause) {
    if (cause instanceof ChunkFault) return null;
    throw cause;
  }
}

function chunkDigest(before: string, length: number, parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(`${before} ${length}\n`);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

async function readAll(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new ChunkFault('the file became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
