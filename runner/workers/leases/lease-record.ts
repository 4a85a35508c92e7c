import type { ProcessMark } from './process-mark.ts';

/** What the file of a lease says. It is written once. */
export interface LeaseRecord {
  /** `held` by a worker; `free` again; `failed` in a run; `done` where that leaves a mark. */
  readonly state: 'held' | 'free' | 'failed' | 'done';
  readonly owner: string;
  readonly run: string;
  readonly process: ProcessMark | null;
  /** Workers of the run that died with it, one after the other. */
  readonly deaths: number;
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

const states: ReadonlySet<unknown> = new Set(['held', 'free', 'failed', 'done']);

/** The record in a file's text; null when it is damaged, or not (or not yet) whole. */
export function parseLease(text: string | null): LeaseRecord | null {
  if (!text?.endsWith('}')) return null;
  try {
    const record: LeaseRecord = JSON.parse(text);
    const { state, owner, run, process, deaths } = record;
    const sound = states.has(state) && typeof owner === 'string' && typeof run === 'string';
    return sound && typeof process === 'object' && typeof deaths === 'number' ? record : null;
  } catch {
    return null;
  }
}
