import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { StudyFiles } from './study-files.ts';

/** The files of this machine, with relative paths taken from `cwd`. */
export function diskFiles(cwd: string): StudyFiles {
  return {
    readFile: (path) => readFileSync(resolve(cwd, path)),
    realPath: (path) => realPathOf(resolve(cwd, path)),
    exists: (path) => existsSync(resolve(cwd, path)),
  };
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPathOf(parent), basename(path));
  }
}
