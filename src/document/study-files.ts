import { dirname, join, relative, resolve, sep } from 'node:path';
import type { ReadFile, StudyReader } from './read-study-file.ts';

/** The file system as compiling sees it. Paths are as messages name them, relative to one working directory. */
export interface StudyFiles extends StudyReader {
  /** The absolute path with symbolic links followed, also of a file that is not there. */
  readonly realPath: (path: string) => string;
  readonly exists: (path: string) => boolean;
  /** The first `most` bytes of a file that may be longer than a study; throws as `readFile` does. */
  readonly readText: (path: string, most: number) => Uint8Array;
  /** Folders that captures are looked for in besides the project; absolute. */
  readonly captures: readonly string[];
}

/** Files of which only `readFile` is known: no links, and no project but the study's own folder. */
export function plainFiles(readFile: ReadFile): StudyFiles {
  const readText = (path: string) => readFile(path);
  return { readFile, readText, realPath: (path) => resolve(path), exists: () => false, captures: [] };
}

/** The project of a study: the nearest folder up that holds package.json or .git, else the study's own. Absolute. */
export function projectFolder(study: string, { realPath, exists }: StudyFiles): string {
  const own = dirname(realPath(study));
  for (let folder = own; ; folder = dirname(folder)) {
    if (exists(join(folder, 'package.json')) || exists(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return own;
  }
}

/** Whether an absolute path lies in a folder, which is absolute too. */
export function liesIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}
