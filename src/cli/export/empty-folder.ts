import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { misuse } from '../../node/run-error.ts';

/**
 * Makes sure that what is exported into folders mixes with nothing: each is not there yet or empty, and no two are the same.
 * @param folders as they were given, by the option that named them; options that were left out are undefined
 * @throws RunError when one is not
 */
export async function requireEmptyFolders(
  folders: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<void> {
  const given = Object.entries(folders).flatMap(([option, folder]) =>
    folder === undefined ? [] : [{ option, folder, path: resolve(cwd, folder) }],
  );
  for (const [at, { option, folder, path }] of given.entries()) {
    const other = given.slice(0, at).find((each) => each.path === path);
    if (other) throw misuse(`${other.option} and ${option} name the same folder`, 'name a folder for each');
    const names = await readdir(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      if (cause.code === 'ENOTDIR') throw misuse(`${folder} is a file`, `name a folder for ${option}`);
      throw cause;
    });
    if (names.length > 0)
      throw misuse(
        `${folder} is not empty`,
        `name an empty folder for ${option}, or one that is not there yet`,
      );
  }
}
