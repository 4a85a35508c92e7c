import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { addressSpace } from '../../src/node/address-space.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { type ChunkFile, type ChunkMark, openChunkFile } from './chunk-file.ts';
import type { ChunkOrder, ChunkReply } from './chunk-writer-thread.ts';

/** Opens chunk files that are written, and whose digests are taken, beside what the caller does meanwhile. */
export interface ChunkWriter {
  /** As `openChunkFile`. Parts of chunks in shared memory are not copied, and must stay as they are until `append` resolves. */
  open(path: string, mark: ChunkMark): Promise<ChunkFile>;
  /** Ends the thread; files are closed before. */
  close(): Promise<void>;
}

/** Compiled JavaScript, also when the caller runs from the sources. */
const threadFile = join(packageRoot, 'dist/runner/store/chunk-writer-thread.js');

type Ask<Order = ChunkOrder> = Order extends unknown ? Omit<Order, 'id'> : never;

/**
 * A writer with a thread of its own, which starts with the first file. Where addresses are few a thread would take too many of them:
 * the caller's own writes there.
 */
export function createChunkWriter(): ChunkWriter {
  if (addressSpace() !== null) return { open: openChunkFile, close: async () => {} };
  let thread: ReturnType<typeof startThread> | null = null;
  let files = 0;
  return {
    async open(path, mark) {
      thread ??= startThread();
      const { ask } = thread;
      const file = ++files;
      await ask({ file, ask: 'open', path, mark });
      return {
        append: async (parts) => void (await ask({ file, ask: 'append', parts })),
        flush: async () => (await ask({ file, ask: 'flush' }))!,
        close: async () => void (await ask({ file, ask: 'close' })),
      };
    },
    async close() {
      await thread?.end();
      thread = null;
    },
  };
}

interface Waiting {
  readonly resolve: (mark: ChunkMark | undefined) => void;
  readonly reject: (cause: Error) => void;
}

function startThread() {
  const worker = new Worker(threadFile);
  // it has nothing to do but what is waited for
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let dead: Error | null = null;
  worker.on('message', ({ id, mark, failure }: ChunkReply) => {
    const { resolve, reject } = waiting.get(id)!;
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if (failure) reject(Object.assign(new Error(failure.message), { code: failure.code }));
    else resolve(mark);
  });
  const end = (cause: Error) => {
    dead ??= cause;
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`the thread that writes captures ended (${code})`)));
  return {
    ask: (order: Ask) =>
      new Promise<ChunkMark | undefined>((resolve, reject) => {
        if (dead) return reject(dead);
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ ...order, id });
      }),
    end: () => worker.terminate(),
  };
}
