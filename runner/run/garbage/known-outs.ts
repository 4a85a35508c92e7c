import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../../../src/node/machine-failure.ts';
import { makeFolder } from '../../../src/node/make-folder.ts';
import { RunError } from '../../../src/node/run-error.ts';

const fileName = 'run-folders.txt';

/**
 * Folders for runs that have used a store, so that `gc` finds the runs of all of them. Absolute paths.
 * @throws RunError when the list is damaged: what runs elsewhere refer to is not known then
 */
export async function knownOuts(store: string): Promise<string[]> {
  const path = join(store, fileName);
  const lines = await readLines(path);
  return lines.flatMap((line, i) => {
    if (line === '') return [];
    const out = checked(line);
    if (out !== null) return [out];
    throw new RunError(
      `line ${i + 1} of ${path} is damaged: it names a folder whose runs may use this store`,
      {
        hint: 'remove the line, and run any study again whose runs are in that folder: that notes it anew',
      },
    );
  });
}

/** Notes that runs below `out` use a store. A store that cannot be written keeps nothing of them, so nothing is noted. */
export async function noteOut(store: string, out: string): Promise<void> {
  const path = join(store, fileName);
  try {
    const lines = await readLines(path);
    if (lines.includes(lineOf(out))) return;
    await makeFolder(store);
    const torn = lines.at(-1) !== '';
    await appendFile(path, `${torn ? '\n' : ''}${lineOf(out)}\n`);
  } catch {
    // told of where a result cannot be kept
  }
}

/** A folder as its line: a digest, and the path so that it has no line breaks. */
function lineOf(out: string): string {
  const text = JSON.stringify(out);
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)} ${text}`;
}

/** The folder that a line names; null when it is damaged. */
function checked(line: string): string | null {
  try {
    const out: unknown = JSON.parse(line.slice(17));
    return typeof out === 'string' && lineOf(out) === line ? out : null;
  } catch {
    return null;
  }
}

async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return '';
    throw fileFailure(cause, `${path} cannot be read`);
  });
  return text.split('\n');
}
