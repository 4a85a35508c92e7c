import { relative, sep } from 'node:path';

/** Folders that are said by another name, absolute. */
export interface KnownFolders {
  readonly project: string;
  readonly home: string | undefined;
}

/**
 * A data file's path as lock.json and the published report say it, so that they tell where it was found and nothing of
 * whose machine it was: `npm:<package>/...` for a file that a package ships, relative to the project for one in it,
 * `~/...` below the home folder, else absolute.
 */
export function shownPath(path: string, { project, home }: KnownFolders): string {
  const parts = path.split(sep);
  const packages = parts.lastIndexOf('node_modules');
  if (packages >= 0) return `npm:${parts.slice(packages + 1).join('/')}`;
  return within(project, path) ?? (home && prefixed('~/', within(home, path))) ?? path;
}

function within(folder: string, path: string): string | null {
  const way = relative(folder, path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) ? null : way.split(sep).join('/');
}

function prefixed(prefix: string, text: string | null): string | null {
  return text === null ? null : `${prefix}${text}`;
}
