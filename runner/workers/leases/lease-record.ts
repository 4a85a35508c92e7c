import { createHash } from 'node:crypto';
import type { ProcessMark } from './process-mark.ts';

/** The death of an owner of which nothing is known but that its counter stood still at `beat`. */
export interface PresumedDeath {
  readonly owner: string;
  readonly beat: string | null;
}

/** What the file of a lease says. It is written once. */
export interface LeaseRecord {
  /** `held` by a worker; `free` again; `failed` in a run; `done` where that leaves a mark. */
  readonly state: 'held' | 'free' | 'failed' | 'done';
  readonly owner: string;
  readonly run: string;
  readonly process: ProcessMark | null;
  /** Workers of the run that died with it, one after the other. */
  readonly deaths: number;
  /** Those of the deaths that only silence told of. */
  readonly presumed?: readonly PresumedDeath[];
  /** How far the work was saved when it began. */
  readonly saved?: number | null;
  /** Why it failed. */
  readonly message?: string;
}

/** The folder of a key's lease files. */
export function leaseShard(key: string): string {
  return key.slice(0, 2);
}

/** The file of a key's lease, below the folder of all leases; generations count from 1. */
export function leaseFile(key: string, generation: number): string {
  return `${leaseShard(key)}/${key}.${generation}`;
}

/** The newest generation of each key among the names in a folder. */
export function newest(names: readonly string[]): Map<string, number> {
  const generations = new Map<string, number>();
  for (const name of names) {
    const [, key, digits] = /^(.+)\.(\d+)$/.exec(name) ?? [];
    if (key !== undefined) generations.set(key, Math.max(generations.get(key) ?? 0, Number(digits)));
  }
  return generations;
}

/** The folder of the counters, in the folder of all leases. */
export const beatsFolder = 'beats';

/** The file of a worker's counter. */
export function beatFile(owner: string): string {
  return `${beatsFolder}/${createHash('sha256').update(owner).digest('hex').slice(0, 2)}/${owner}`;
}

const states: ReadonlySet<unknown> = new Set(['held', 'free', 'failed', 'done']);

/** The record in a file's text; null when it is damaged, or not (or not yet) whole. */
export function parseLease(text: string | null): LeaseRecord | null {
  if (!text?.endsWith('}')) return null;
  try {
    const record: LeaseRecord = JSON.parse(text);
    const { state, owner, run, process, deaths } = record;
    const sound = states.has(state) && typeof owner === 'string' && typeof run === 'string';
    if (!sound || typeof process !== 'object' || typeof deaths !== 'number') return null;
    return (record.presumed ?? []).every(({ owner }) => typeof owner === 'string') ? record : null;
  } catch {
    return null;
  }
}
