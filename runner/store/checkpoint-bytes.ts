import { createHash } from 'node:crypto';
import type { Moment } from '../contract/checkpoint.ts';
import type { CaptureMarks } from './capture-keeper.ts';
import type { ChunkMark } from './chunk-file.ts';
import { packedParts, unpackArrays } from './named-arrays.ts';

/** A moment, and where the rows before it end in the file of rows. */
export interface SavedMoment {
  readonly moment: Moment;
  readonly rows: ChunkMark;
  /** Keys in the store of the estimates that have all their rows there. */
  readonly estimates: readonly string[];
  /** Up to where captures are whole. */
  readonly captures: CaptureMarks;
}

/** What stands in a checkpoint before its tensors. */
interface Header {
  readonly format: 2;
  /** Key of the training in the store. */
  readonly key: string;
  readonly iteration: number;
  readonly updates: number;
  readonly stretch: Moment['stretch'];
  readonly rows: ChunkMark;
  readonly estimates: readonly string[];
  readonly captures: CaptureMarks;
}

const digestLength = 64;

/** The content of a checkpoint's file: a line with the SHA-256 of the rest, a line of JSON, the session's tensors. */
export function checkpointParts(key: string, { moment, ...there }: SavedMoment): Uint8Array[] {
  const { iteration, session, stretch } = moment;
  const header: Header = { format: 2, key, iteration, updates: session.updates, stretch, ...there };
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), ...packedParts(session.tensors)];
  return [Buffer.from(`${digestOf(parts)}\n`), ...parts];
}

/** What `checkpointParts` made bytes of; null when they are not as they were written, or not of this key. */
export function readCheckpoint(key: string, bytes: Buffer): SavedMoment | null {
  const body = bytes.subarray(digestLength + 1);
  if (bytes.toString('latin1', 0, digestLength + 1) !== `${digestOf([body])}\n`) return null;
  const header = checkpointHeader(bytes);
  if (header?.format !== 2 || header.key !== key) return null;
  const { iteration, updates, stretch, rows, estimates, captures } = header;
  const tensors = unpackArrays(body.subarray(body.indexOf(0x0a) + 1));
  return { moment: { iteration, session: { updates, tensors }, stretch }, rows, estimates, captures };
}

/** What stands in a checkpoint before its tensors, unchecked; null when that cannot be read. */
export function checkpointHeader(bytes: Buffer): Header | null {
  const lineEnd = bytes.indexOf(0x0a, digestLength + 1);
  try {
    return JSON.parse(bytes.toString('utf8', digestLength + 1, lineEnd));
  } catch {
    return null;
  }
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
