import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** How a worker's process ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it said. */
  readonly words: string;
  /** Whether the system has killed processes for memory since the worker began. */
  readonly memoryKills: boolean;
}

/** Why a worker ended before its work was done, in words; null when it left by itself. */
export function causeOfDeath({ code, signal, words, memoryKills }: WorkerEnd): string | null {
  if (code === 0) return null;
  if (/heap out of memory/i.test(words)) {
    return "its JavaScript heap was full: give Node more, such as with NODE_OPTIONS='--max-old-space-size=8192'";
  }
  if (signal === 'SIGKILL' || code === 137) {
    return memoryKills || /oom[- _]?kill|out of memory/i.test(words)
      ? 'killed by the system for memory: run fewer trainings side by side, or give them more memory'
      : 'killed by the system, most likely for memory';
  }
  if (signal !== null) return `ended by ${signal}`;
  return `ended with exit code ${code}`;
}

/** How many processes the system has killed for memory since the machine started; 0 where it does not tell. */
export function countMemoryKills(): number {
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8')) ?? [];
    return Number(count ?? 0);
  } catch {
    return 0;
  }
}

/** The last lines of a worker's log; empty when there is none. */
export async function endOfLog(path: string, lines = 15): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
