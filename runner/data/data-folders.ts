import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import { userCache } from '../../src/node/user-cache.ts';
import type { DataSource } from '../contract/data-source.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own cache of data sets, where `data fetch` puts them. */
export function cacheFolder(env: Environment): string {
  return join(userCache(env), 'data');
}

/** Folders in which a file of `source` may lie, in the order in which they are looked at. */
function dataFolders(source: DataSource, env: Environment): string[] {
  const named = (env.INFOPLANE_DATA ?? '').split(delimiter).filter((folder) => folder !== '');
  const packaged = source.npmPackage ? packageFolder(source.npmPackage) : null;
  return [
    ...named.map((folder) => join(folder, source.name)),
    ...(packaged ? [packaged] : []),
    join('/usr/share/datasets', source.name),
    join(cacheFolder(env), source.name),
  ];
}

/**
 * Finds a file of a data set, unpacked or as `.gz`.
 * @throws RunError that lists every place that was looked at
 */
export async function locateFile(source: DataSource, file: string, env: Environment): Promise<string> {
  const folders = dataFolders(source, env);
  for (const folder of folders) {
    for (const name of [file, `${file}.gz`]) {
      const path = join(folder, name);
      if (await exists(path)) return path;
    }
  }
  throw new RunError(`data set ${source.name}: the file ${file} was not found in ${folders.join(', ')}`, {
    hint: `fetch it with \`infoplane data fetch ${source.name}\`, or name a folder that holds ${source.name}/${file} in INFOPLANE_DATA`,
  });
}

function packageFolder(shipped: { name: string; folder: string }): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${shipped.name}/package.json`);
    return join(dirname(manifest), shipped.folder);
  } catch {
    return null;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
