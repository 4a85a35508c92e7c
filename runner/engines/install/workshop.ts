import { RunError } from '../../../src/node/run-error.ts';
import type { Environment } from '../optional/engine-cache.ts';
import { type Ended, type RunProgram, runProgram } from './run-program.ts';

/** What kind of machine this is, as far as native libraries mind. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of the C library; null where it is another one, such as musl. */
  readonly glibc: string | null;
}

/** Everything that an installation touches outside its own folder. */
export interface Workshop {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly machine: Machine;
  readonly run: RunProgram;
  /** Told what is being done next, such as `fetching tensorflow-cpu 2.21.0`. */
  readonly step: (what: string) => void;
}

/** This machine with its programs. */
export function openWorkshop(env: Environment, signal: AbortSignal, step: Workshop['step']): Workshop {
  return { env, signal, machine: thisMachine(), run: runProgram, step };
}

function thisMachine(): Machine {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: header?.glibcVersionRuntime ?? null,
  };
}

/** @throws RunError when native libraries for Linux on x64 do not run here */
export function needLinux({ platform, arch, glibc }: Machine, what: string): void {
  const found =
    platform !== 'linux' || arch !== 'x64'
      ? `${platform} on ${arch}`
      : glibc === null
        ? 'a Linux without glibc'
        : null;
  if (found === null) return;
  throw new RunError(
    `${what} cannot be installed here: it needs Linux on x64 with glibc, and this is ${found}`,
    {
      hint: '`infoplane doctor` says which engines work here',
    },
  );
}

/** Runs a program of the workshop; null when there is none of that name. */
export function runHere(
  { run, env, signal }: Workshop,
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<Ended | null> {
  return run(command, args, { env, signal, ...(cwd === undefined ? {} : { cwd }) });
}

/** What went wrong, in the program's own words: its last line that speaks of an error, else its last line. */
export function lastWords({ out, err }: Ended): string {
  const lines = `${out}\n${err}`.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '');
  const [error] = told.filter((line) => /\berror\b/i.test(line)).slice(-1);
  return error ?? told.at(-1) ?? 'it said nothing';
}

/** Whether a program failed since it did not reach the network. */
function isOffline({ out, err }: Ended): boolean {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|NewConnectionError|name resolution|Network is unreachable|Max retries exceeded|ProxyError|timed out|Connection refused/i.test(
    `${out}\n${err}`,
  );
}

/** Whether a program failed for want of room on the disk. */
function isFull({ out, err }: Ended): boolean {
  return /ENOSPC|No space left|Disk quota exceeded/i.test(`${out}\n${err}`);
}

/**
 * A download that failed, as one message.
 * @param source whom it was asked of, such as `pip`
 */
export function downloadFailure(source: string, what: string, ended: Ended): RunError {
  if (isFull(ended))
    return new RunError(`${what} cannot be fetched: the disk is full`, { hint: 'free some space' });
  if (isOffline(ended))
    return new RunError(`${what} cannot be fetched: ${source} does not reach its registry`, {
      hint: `connect this machine, or give ${source} a registry that it reaches`,
    });
  return new RunError(`${what} cannot be fetched: ${source} says: ${lastWords(ended)}`);
}
