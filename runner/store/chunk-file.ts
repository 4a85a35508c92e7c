import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';

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
  /** Adds a chunk and flushes it; the mark after it. When it fails, the file goes on from where it was. */
  append(content: Uint8Array): Promise<ChunkMark>;
  close(): Promise<void>;
}

/** Opens a file to go on from `mark`: what stands after it is cut off. */
export async function openChunkFile(path: string, mark: ChunkMark): Promise<ChunkFile> {
  const file = await open(path, mark.bytes === 0 ? 'w' : 'r+');
  await file.truncate(mark.bytes);
  let end = mark;
  return {
    async append(content) {
      const digest = digestOf(end.digest, content);
      const head = Buffer.from(`${digest} ${content.length}\n`);
      await writeAll(file, Buffer.concat([head, content]), end.bytes);
      await file.sync();
      end = { bytes: end.bytes + head.length + content.length, digest };
      return end;
    },
    close: () => file.close(),
  };
}

/** The chunks before `mark`, or null when the file does not have them as they were written. */
export async function readChunks(path: string, mark: ChunkMark): Promise<Uint8Array[] | null> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return Buffer.alloc(0);
    throw cause;
  });
  if (bytes.length < mark.bytes) return null;
  const chunks: Uint8Array[] = [];
  let digest = '';
  for (let at = 0; at < mark.bytes; ) {
    const head = /^([0-9a-f]{64}) (\d{1,15})\n/.exec(bytes.toString('latin1', at, at + 81));
    if (!head) return null;
    const from = at + head[0].length;
    at = from + Number(head[2]);
    if (at > mark.bytes) return null;
    const content = bytes.subarray(from, at);
    if (digestOf(digest, content) !== head[1]) return null;
    digest = head[1];
    chunks.push(content);
  }
  return digest === mark.digest ? chunks : null;
}

function digestOf(before: string, content: Uint8Array): string {
  return createHash('sha256').update(`${before} ${content.length}\n`).update(content).digest('hex');
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
