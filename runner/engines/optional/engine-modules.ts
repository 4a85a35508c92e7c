import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstalledEngine } from './engine-cache.ts';

/**
 * Loads modules of an engine's folder. They are installed without the packages that they depend on: those that they share
 * with infoplane are handed to them, so that a process has one copy of each.
 */
export interface EngineModules {
  readonly load: (file: string) => unknown;
  /** As `load`, for a module that can only be imported. */
  readonly imported: (file: string) => Promise<unknown>;
  /** From now on `name`, a package or a file of an absolute path, is `exports` for the modules of the folder. */
  readonly give: (name: string, exports: object) => void;
}

/** The modules of an engine that is installed. */
export function engineModules({ folder }: InstalledEngine): EngineModules {
  const require = createRequire(join(folder, 'package.json'));
  return {
    load: (file) => require(join(folder, file)),
    imported: (file) => import(pathToFileURL(join(folder, file)).href),
    give(name, exports) {
      const path = require.resolve(name);
      if (require.cache[path]) return;
      const module = new Module(path);
      module.filename = path;
      module.loaded = true;
      module.exports = exports;
      require.cache[path] = module as NodeJS.Module;
    },
  };
}
