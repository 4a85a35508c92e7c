import { readFileSync } from 'node:fs';

/** Addresses of this process, in bytes. */
export interface AddressSpace {
  /** How many it may have (`ulimit -v`). */
  readonly limit: number;
  readonly used: number;
}

/** What to do where addresses are few. */
export const addressHint =
  'raise the limit (`ulimit -v`, `--mem` or the queue of a cluster); with Node 20 or 22, NODE_OPTIONS=--disable-wasm-trap-handler lets far less be enough';

/**
 * The addresses of this process; null without a limit, and where the system does not tell.
 * @param read gives the text of a file of `/proc/self`
 */
export function addressSpace(read: (name: string) => string = readProcess): AddressSpace | null {
  try {
    const limit = /^Max address space +(\d+)/m.exec(read('limits'));
    const used = /^VmSize:\s+(\d+) kB/m.exec(read('status'));
    return limit && used && { limit: Number(limit[1]), used: 1024 * Number(used[1]) };
  } catch {
    return null;
  }
}

function readProcess(name: string): string {
  return readFileSync(`/proc/self/${name}`, 'utf8');
}
