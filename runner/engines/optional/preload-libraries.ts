import { Module } from 'node:module';
import { constants } from 'node:os';

/** `RTLD_NODELETE` of Linux: a library stays when it is closed. Node has no name for it. */
const stay = 0x1000;

/**
 * Loads shared libraries into this process, so that others which need them by name find them wherever they lie.
 * @param files absolute paths, each after those that it needs itself
 * @throws Error with what the dynamic linker says
 */
export function preloadLibraries(files: readonly string[]): void {
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  for (const file of files) {
    try {
      process.dlopen(new Module(file), file, RTLD_NOW | RTLD_GLOBAL | stay);
    } catch (cause) {
      // it is loaded, and then found to be no module of Node's
      if (!(cause instanceof Error && /self-register/.test(cause.message))) throw cause;
    }
  }
}
