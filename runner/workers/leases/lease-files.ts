import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storeFailure } from '../../../src/node/machine-failure.ts';
import { makeFolder } from '../../../src/node/make-folder.ts';
import type { RunError } from '../../../src/node/run-error.ts';

/** What leases need of a file system that several machines may share. Nothing of it asks for times or locks. */
export interface LeaseFiles {
  /** Names in a folder; none when there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  /** The text of a file, or null when it is not there. */
  read(path: string): Promise<string | null>;
  /** Makes a file that is not there yet; false when it is. Of several callers exactly one gets true. */
  create(path: string, text: string): Promise<boolean>;
  /** Writes over a file. */
  write(path: string, text: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
}

/** The file system of this machine, below `root`; other paths are relative to it. */
export function diskLeaseFiles(root: string): LeaseFiles {
  const missing = (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cannot('read', root, cause);
  };
  const withFolder = async <T>(path: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      await makeFolder(dirname(path));
      return action();
    }
  };
  return {
    list: async (folder) => (await readdir(join(root, folder)).catch(missing)) ?? [],
    read: (path) => readFile(join(root, path), 'utf8').catch(missing),
    async create(path, text) {
      const full = join(root, path);
      try {
        await withFolder(full, () => writeFile(full, text, { flag: 'wx' }));
        return true;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw cannot('written', root, cause);
      }
    },
    async write(path, text) {
      const full = join(root, path);
      await withFolder(full, () => writeFile(full, text)).catch((cause) => {
        throw cannot('written', root, cause);
      });
    },
    remove: (path) => rm(join(root, path), { force: true }),
  };
}

function cannot(what: string, root: string, cause: unknown): RunError {
  return storeFailure(cause, `the leases in ${root} cannot be ${what}`);
}
