import { readFileSync } from 'node:fs';
import { addressHint, addressSpace } from './address-space.ts';
import { bytesText } from './bytes-text.ts';
import { RunError } from './run-error.ts';

const room = 'free some space and run the same command again: finished work is cached';
const access = 'give access, or name another place';

/** What the system's error codes mean, and what to do. */
const meanings: Readonly<Record<string, readonly [meaning: string, hint: string]>> = {
  ENOSPC: ['the disk is full', room],
  EDQUOT: ['the disk quota is used up', room],
  EFBIG: ['the file would be larger than this disk allows', 'name a place on another disk'],
  EROFS: ['the disk is read-only', 'name a place on another disk'],
  EACCES: ['access is denied', access],
  EPERM: ['this is not permitted', access],
  EMFILE: ['this process may open no more files', 'raise the limit with `ulimit -n`, or lower `--jobs`'],
  ENFILE: ['this machine may open no more files', 'close other programs and run the same command again'],
  ENOMEM: ['this machine is out of memory', 'close other programs, or lower `--jobs`'],
  EIO: ['the disk failed', 'check the disk; finished work is cached'],
  ESTALE: ['the network disk has gone away', 'run the same command again when it is back'],
  ENOTDIR: ['there is a file where a folder should be', 'move it away, or name another place'],
  EISDIR: ['there is a folder where a file should be', 'move it away, or name another place'],
  EFTYPE: ['there is a pipe, a socket or a device where a file should be', 'name a regular file'],
  EEXIST: ['something else is already there', 'move it away, or name another place'],
  ELOOP: ['its links form a circle', 'remove the links, or name another place'],
  ENAMETOOLONG: ['its name is too long', 'name a shorter place'],
};

const noFolder = ['no folder can be made there', 'name another place'] as const;

function meaningOf(code: string): readonly [meaning: string, hint: string] | undefined {
  return Object.hasOwn(meanings, code) ? meanings[code] : undefined;
}

/** What Node says of a module that it could not open, whatever the reason. */
const unloaded = [
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
  'ERR_INVALID_PACKAGE_CONFIG',
];
/** With room for fewer open files than this, a module that is missing most likely could not be opened. */
const fewFiles = 512;

/** Files that this process may have open at once; null where the system does not tell. */
function fileLimit(): number | null {
  try {
    const [, limit] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? null : Number(limit);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EMFILE' ? 0 : null;
  }
}

function fileShortage(cause: Error): RunError | null {
  const limit = unloaded.includes((cause as NodeJS.ErrnoException).code ?? '') ? fileLimit() : null;
  if (limit === null || limit >= fewFiles) return null;
  return new RunError('parts of infoplane cannot be loaded: this process may open too few files', {
    hint: 'raise the limit with `ulimit -n`; if that does not help, install infoplane again',
    cause,
  });
}

/** A WebAssembly memory that there are no addresses for, or no room below its largest size. */
function addressShortage(cause: Error, what = 'WebAssembly cannot have its memory'): RunError {
  const space = addressSpace();
  const limit = space
    ? `: this process may have addresses for ${bytesText(space.limit)} only (\`ulimit -v\`)`
    : '';
  return new RunError(`${what}${limit}`, {
    hint: space ? addressHint : 'lower the number of samples, or `--jobs`',
    cause,
  });
}

/**
 * What the machine did not do, as one message; null when the failure is none of the machine's.
 * @param what is said to have failed, such as `report.html cannot be written`; the system call and path when left out
 */
export function machineFailure(cause: unknown, what?: string): RunError | null {
  if (!(cause instanceof Error)) return null;
  const { code = '', path, syscall = 'a system call' } = cause as NodeJS.ErrnoException;
  const threadless =
    code === 'ERR_WORKER_INIT_FAILED' ? /E[A-Z]+/.exec(cause.message.replace('ERR_', ''))?.[0] : undefined;
  if (threadless)
    return machineFailure(
      Object.assign(new Error(cause.message), { code: threadless }),
      what ?? 'a thread cannot be started',
    );
  if (cause instanceof RangeError && /^WebAssembly\.(Instance|Memory)\b/.test(cause.message))
    return addressShortage(cause, what);
  const known = code === 'ENOENT' && syscall === 'mkdir' ? noFolder : meaningOf(code);
  if (!known) return fileShortage(cause);
  const [meaning, hint] = known;
  const failed = what ?? `${syscall}${path === undefined ? '' : ` of ${path}`} failed`;
  return new RunError(`${failed}: ${meaning} (${code})`, { hint, cause });
}

/** As `fileFailure`, for a folder in the store: where it cannot be written, another one may be named. */
export function storeFailure(cause: unknown, what: string): RunError {
  const { message, hint } = fileFailure(cause, what);
  const { code = '' } = cause as NodeJS.ErrnoException;
  const shut = ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST'].includes(code);
  const other = 'give write access to the store, or name another one in INFOPLANE_STORE';
  const told = shut ? other : hint;
  return new RunError(message, { ...(told !== undefined && { hint: told }), cause });
}

/** As `machineFailure`, with the system's own words where the code says nothing more. */
export function fileFailure(cause: unknown, what: string): RunError {
  return machineFailure(cause, what) ?? new RunError(`${what}: ${(cause as Error).message}`, { cause });
}
