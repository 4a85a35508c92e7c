import { type MessagePort, parentPort } from 'node:worker_threads';
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

/** Carries orders out one after the other, as they come. */
function serve(port: MessagePort): void {
  const files = new Map<number, ChunkFile>();
  let latest: Promise<void> = Promise.resolve();
  port.on('message', (order: ChunkOrder) => {
    latest = latest.then(async () => port.postMessage(await answer(order, files)));
  });
}

async function answer(order: ChunkOrder, files: Map<number, ChunkFile>): Promise<ChunkReply> {
  const { id } = order;
  return carryOut(order, files).then(
    (mark): ChunkReply => (mark ? { id, mark } : { id }),
    (cause: NodeJS.ErrnoException): ChunkReply => ({
      id,
      failure: { message: cause.message, code: cause.code },
    }),
  );
}

async function carryOut(order: ChunkOrder, files: Map<number, ChunkFile>): Promise<ChunkMark | undefined> {
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

if (parentPort) serve(parentPort);
