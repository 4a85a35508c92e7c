import type { Capture } from '../contract/capture.ts';
import { readCapture, readSeries } from './capture-bytes.ts';
import { type ChunkMark, chunksBefore } from './chunk-file.ts';

/**
 * The captures of a file up to a mark, in the order of their rows; its first chunk says what they share.
 * @throws ChunkFault when the file does not have them as they were written
 */
export async function* capturesBefore(path: string, mark: ChunkMark): AsyncGenerator<Capture, void> {
  const chunks = chunksBefore(path, mark);
  const first = await chunks.next();
  if (first.done) return;
  const series = readSeries(first.value);
  for await (const chunk of chunks) yield readCapture(chunk, series);
}
