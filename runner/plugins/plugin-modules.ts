import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storeFailure } from '../../src/node/machine-failure.ts';
import { makeFolder } from '../../src/node/make-folder.ts';
import { ownName } from '../../src/node/own-name.ts';
import type { PluginModule } from '../contract/plugin-module.ts';

/** Folder of the store that holds the modules of plugins. */
export const pluginsFolder = 'plugins';

/** The hash of the plugin's code, of a folder below `pluginsFolder`: its name begins with it. */
export function codeOfFolder(name: string): string {
  return name.slice(0, 64);
}

/** A plugin's code, as it was read. */
export interface PluginCode {
  /** As messages name it. */
  readonly file: string;
  /** Absolute path of its source. */
  readonly real: string;
  readonly family: string;
  readonly kind: string;
  readonly hash: string;
  /** JavaScript by path: its module and those that it imports. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Its own among them. */
  readonly main: string;
}

/**
 * Writes the modules of plugins below `store`, where they are kept by what they hold.
 * @throws RunError when the folder cannot be written
 */
export async function writePlugins(plugins: readonly PluginCode[], store: string): Promise<PluginModule[]> {
  return Promise.all(
    plugins.map(async (plugin) => {
      const { file, family, kind, main } = plugin;
      return { file, family, kind, main, folder: await writeModules(plugin, join(store, pluginsFolder)) };
    }),
  );
}

async function writeModules({ scripts, real, file, hash }: PluginCode, parent: string): Promise<string> {
  const packages = packagesOf(real);
  const key = createHash('sha256').update(JSON.stringify([[...scripts], packages]));
  const folder = join(parent, `${hash}-${key.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${ownName()}`;
  try {
    for (const [path, text] of scripts) {
      await makeFolder(dirname(join(draft, path)));
      await writeFile(join(draft, path), text);
    }
    if (packages) await symlink(packages, join(draft, 'node_modules'), 'junction');
    await rename(draft, folder);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (existsSync(folder)) return folder;
    throw storeFailure(cause, `the plugin ${file} cannot be prepared in ${parent}`);
  }
  return folder;
}

/** The nearest folder of packages, as the plugin's source sees it. */
function packagesOf(real: string): string | null {
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules');
    if (dirname(folder) === folder) return null;
  }
}
