import { join } from 'node:path';

/** Whether a path has signs that stand for other letters. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/**
 * The paths that a pattern stands for, sorted: `*` is any part of a name, `?` one letter; a name that begins with a dot is meant
 * by a pattern that does. A path without such signs stands for itself.
 * @param list names of what lies in a folder; none where there is no such folder
 */
export function expandGlob(pattern: string, list: (folder: string) => readonly string[]): string[] {
  let found = [''];
  for (const part of pattern.split('/')) {
    if (!isGlob(part)) {
      found = found.map((folder) => (folder === '' ? part || '/' : join(folder, part)));
      continue;
    }
    const wanted = namePattern(part);
    const matches = (name: string) => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.'));
    found = found.flatMap((folder) =>
      list(folder === '' ? '.' : folder)
        .filter(matches)
        .sort()
        .map((name) => (folder === '' ? name : join(folder, name))),
    );
  }
  return found;
}

function namePattern(part: string): RegExp {
  const signs: Readonly<Record<string, string>> = { '*': '[^/]*', '?': '[^/]' };
  const letters = part.replace(/[.+^${}()|[\]\\*?]/g, (letter) => signs[letter] ?? `\\${letter}`);
  return new RegExp(`^${letters}$`, 'u');
}
