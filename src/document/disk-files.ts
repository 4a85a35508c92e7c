import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { namesIn } from '../node/names-in.ts';
import { readRegularFile } from '../node/read-regular-file.ts';
import { longestStudy } from './read-study-file.ts';
import type { StudyFiles } from './study-files.ts';

/**
 * The files of this machine, with relative paths taken from `cwd`.
 * @param captures folders that captures are looked for in besides the project
 */
export function diskFiles(cwd: string, captures: readonly string[] = []): StudyFiles {
  return {
    readFile: (path) => readRegularFile(resolve(cwd, path), longestStudy + 1),
    realPath: (path) => realPathOf(resolve(cwd, path)),
    readText: (path, most) => readRegularFile(resolve(cwd, path), most),
    captures: captures.map((folder) => resolve(cwd, folder)),
    exists: (path) => existsSync(resolve(cwd, path)),
    list: (folder) => namesIn(resolve(cwd, folder)),
  };
}

/** @param links that may be followed still: what leads nowhere may lead there in a circle */
function realPathOf(path: string, links = 40): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    if (parent === path) return path;
    const here = join(realPathOf(parent, links), basename(path));
    const target = links > 0 ? linkTarget(here) : null;
    return target === null ? here : realPathOf(resolve(dirname(here), target), links - 1);
  }
}

/** Where a link leads that may lead nowhere; null when there is no link. */
function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
