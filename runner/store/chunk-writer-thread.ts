import { parentPort } from 'node:worker_threads';
import { type ChunkFile, type ChunkMark, openChunkFile } from './chunk-file.ts';

/** What the thread is asked for; `file` is a number that the asking side chooses for each file that it opens. */
export type ChunkOrder = { readonly id: number; readonly file: number } & (
  | { readonly ask: 'open'; readonly path: string; readonly mark: ChunkMark }
  | { readonly ask: 'append'; readonly parts: readonly Uint8Array[] }
  | { readonly ask: 'flush' }
  | { readonly ask: 'close' }
);

/** What came of it: of `flush` a mark; of what went wrong the system's words. */
export interface ChunkReply {
  readonly id: number;
  readonly mark?: ChunkMark;
  readonly failure?: { readonly message: string; readonly code: string | undefined };
}

const files = new Map<number, ChunkFile>();
let latest: Promise<void> = Promise.resolve();

async function carryOut(order: ChunkOrder): Promise<ChunkMark | undefined> {
  if (order.ask === 'open') {
    files.set(order.file, await openChunkFile(order.path, order.mark));
    return undefined;
  }
  const file = files.get(order.file);
  if (!file) throw new Error(`file ${order.file} of the chunk writer is not open`);
  if (order.ask === 'flush') return file.flush();
  if (order.ask === 'append') await file.append(order.parts);
  else {
    files.delete(order.file);
    await file.close();
  }
  return undefined;
}

async function answer(order: ChunkOrder): Promise<void> {
  const { id } = order;
  const reply = await carryOut(order).then(
    (mark): ChunkReply => (mark ? { id, mark } : { id }),
    (cause: NodeJS.ErrnoException): ChunkReply => ({
      id,
      failure: { message: cause.message, code: cause.code },
    }),
  );
  parentPort!.postMessage(reply);
}

// one after the other, in the order in which they come
parentPort?.on('message', (order: ChunkOrder) => {
  latest = latest.then(() => answer(order));
});
