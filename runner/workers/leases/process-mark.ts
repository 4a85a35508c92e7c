import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessBegin } from '../../contract/run-events.ts';

/** Names a process for ever: its number may be given to another one, together with its start it is its own. */
export interface ProcessMark {
  /** For people. */
  readonly host: string;
  /** This start of this machine and this process namespace; null where the system does not tell. */
  readonly system: string | null;
  readonly pid: number;
  /** When it began, in ticks since the machine started; null where the system does not tell. */
  readonly started: string | null;
}

/** The mark of this process. */
export function ownProcess(): ProcessMark {
  return { host: hostname(), system: thisSystem(), pid: process.pid, started: startOf(process.pid) };
}

/**
 * Whether a process has ended. Null when that cannot be known from here: it runs on another machine, in another container,
 * or the system does not tell.
 */
export function hasEnded(mark: ProcessMark): boolean | null {
  if (mark.system === null || mark.started === null || mark.system !== thisSystem()) return null;
  return startOf(mark.pid) !== mark.started;
}

/** When this process began, null where the system does not tell. */
export function ownBegin(): ProcessBegin | null {
  const { system, started } = ownProcess();
  return system === null || started === null ? null : { system, started };
}

/** Whether the process `pid` is here and began then; without that, whether any process has its number. */
export function isHere(pid: number, began: ProcessBegin | null | undefined): boolean {
  if (began) return hasEnded({ host: '', pid, ...began }) === false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function thisSystem(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** The 22nd field of /proc/PID/stat; null for a process that is not there, or is dead and was not waited for. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name, in parentheses, may hold anything
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19]!;
  } catch {
    return null;
  }
}
