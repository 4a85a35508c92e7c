import { RunError } from '../../src/node/run-error.ts';
import type { DataSource, OfficialFile } from '../contract/data-source.ts';
import { locateFile } from './data-folders.ts';
import { readOfficial } from './read-official.ts';

/** Whether a file is there and is the one its authors publish. `detail` is its md5, or why it cannot be read. */
export interface FileCheck {
  readonly verdict: 'official' | 'other' | 'missing' | 'unreadable';
  readonly detail: string;
}

/** Looks a file up, reads it and compares its sum. Missing and unreadable files are verdicts, not errors. */
export async function checkFile(
  source: DataSource,
  file: OfficialFile,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FileCheck> {
  const path = await locateFile(source, file.name, env).catch(() => null);
  if (!path) return { verdict: 'missing', detail: '' };
  try {
    const { record } = await readOfficial(path, file);
    return { verdict: record.official ? 'official' : 'other', detail: record.md5 };
  } catch (cause) {
    if (cause instanceof RunError) return { verdict: 'unreadable', detail: cause.message };
    throw cause;
  }
}
