import { createHash } from 'node:crypto';
import type { Moment } from '../contract/checkpoint.ts';
import type { ChunkMark } from './chunk-file.ts';
import { packedParts, unpackArrays } from './named-arrays.ts';

/** A moment, and where the rows before it end in the file of rows. */
export interface SavedMoment {
  readonly moment: Moment;
  readonly rows: ChunkMark;
}

/** What stands in a checkpoint before its tensors. */
interface Header {
  readonly format: 1;
  /** Key of the result that the training will give. */
  readonly key: string;
  readonly iteration: number;
  readonly updates: number;
  readonly stretch: Moment['stretch'];
  readonly rows: ChunkMark;
}

const digestLength = 64;

/** The content of a checkpoint's file: a line with the SHA-256 of the rest, a line of JSON, the session's tensors. */
export function checkpointParts(key: string, { moment, rows }: SavedMoment): Uint8Array[] {
  const { iteration, session, stretch } = moment;
  const header: Header = { format: 1, key, iteration, updates: session.updates, stretch, rows };
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), ...packedParts(session.tensors)];
  return [Buffer.from(`${digestOf(parts)}\n`), ...parts];
}

/** What `checkpointParts` made bytes of; null when they are not as they were written, or not of this key. */
export function readCheckpoint(key: string, bytes: Buffer): SavedMoment | null {
  const body = bytes.subarray(digestLength + 1);
  if (bytes.toString('latin1', 0, digestLength + 1) !== `${digestOf([body])}\n`) return null;
  const lineEnd = body.indexOf(0x0a);
  const header = JSON.parse(body.toString('utf8', 0, lineEnd)) as Header;
  if (header.format !== 1 || header.key !== key) return null;
  const { iteration, updates, stretch, rows } = header;
  const tensors = unpackArrays(body.subarray(lineEnd + 1));
  return { moment: { iteration, session: { updates, tensors }, stretch }, rows };
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
