import { totalmem } from 'node:os';
import { bytesText } from './bytes-text.ts';
import { RunError } from './run-error.ts';

/** What takes memory. */
export interface MemoryNeed {
  /** As a sentence begins: `the weights of net`. */
  readonly what: string;
  readonly bytes: number;
  /** What to do where it is not there. */
  readonly hint: string;
}

/** Bytes of memory that this process can have: the machine's, or less where a container or a batch system limits it. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(totalmem(), limit) : totalmem();
}

/**
 * Refuses what cannot fit, before anything of it is allocated. What would fit if nothing else ran is let through.
 * @param memory bytes that there are
 * @throws RunError that says how many bytes are needed, and how many there are
 */
export function requireMemory({ what, bytes, hint }: MemoryNeed, memory: number = machineMemory()): void {
  if (bytes <= memory) return;
  throw new RunError(`${what} would take ${bytesText(bytes)} of memory, and there are ${bytesText(memory)}`, {
    hint,
  });
}
