import { join } from 'node:path';
import { isGlob, matchesGlob } from '../node/matches-glob.ts';
import { RunError } from '../node/run-error.ts';

/** The most paths that a pattern stands for, at any of its parts: links of a folder to itself would double them at each. */
const mostPaths = 100_000;

/**
 * The paths that a pattern stands for, sorted: `*` is any part of a name, `?` one letter; a name that begins with a dot is meant
 * by a pattern that does. A path without such signs stands for itself.
 * @param list names of what lies in a folder; none where there is no such folder
 * @throws RunError for a pattern of more than 100,000 paths
 */
export function expandGlob(pattern: string, list: (folder: string) => readonly string[]): string[] {
  let found: readonly string[] = [''];
  for (const part of pattern.split('/')) {
    const next = new Set<string>();
    for (const folder of found) {
      for (const name of isGlob(part) ? namesOf(part, list(folder || '.')) : [part]) {
        next.add(folder === '' ? name || '/' : join(folder, name));
        if (next.size > mostPaths) throw tooMany(pattern);
      }
    }
    found = [...next];
  }
  return [...found];
}

function namesOf(part: string, names: readonly string[]): string[] {
  const meant = (name: string) => part.startsWith('.') || !name.startsWith('.');
  return names.filter((name) => meant(name) && matchesGlob(part, name)).sort();
}

function tooMany(pattern: string): RunError {
  return new RunError(`${pattern} stands for more than ${mostPaths} paths`, {
    hint: 'name more of its folders',
  });
}
