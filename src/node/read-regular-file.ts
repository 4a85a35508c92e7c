import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that are asked for at once of a file that does not say its length, or grows. */
const chunk = 1024 * 1024;

/**
 * Reads a regular file. A pipe, a socket or a device is not waited for, as whoever opens one would: it may have no other end.
 * @param most bytes that are read at most; all when left out
 * @throws what the system says; with the code `EFTYPE` where it is no regular file, `EISDIR` for a folder
 */
export function readRegularFile(path: string, most = Number.POSITIVE_INFINITY): Buffer {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const facts = fstatSync(file);
    if (facts.isDirectory()) throw failure('EISDIR', 'a folder, not a file', path);
    if (!facts.isFile()) throw failure('EFTYPE', 'a pipe, a socket or a device, not a regular file', path);
    const parts: Buffer[] = [];
    for (let length = 0; length < most; ) {
      const part = Buffer.alloc(Math.min(Math.max(chunk, facts.size - length), most - length));
      const read = readSync(file, part, 0, part.length, null);
      if (read === 0) break;
      parts.push(part.subarray(0, read));
      length += read;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  } finally {
    closeSync(file);
  }
}

function failure(code: string, what: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${what}, read '${path}'`), { code, path, syscall: 'read' });
}
