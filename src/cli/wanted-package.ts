import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { packageRoot, packageVersion } from '../node/package-info.ts';

/** What a project asks npm for as infoplane. */
export interface WantedPackage {
  /** A range of versions, a `file:` address, or the address of a repository or tarball. */
  readonly range: string;
  /** Where it is from: a clone, a tarball on this machine, another address, the registry, or nobody noted it. */
  readonly source: 'clone' | 'file' | 'address' | 'registry' | 'unknown';
}

/**
 * Asks for the infoplane that runs: this version where npm had it from the registry, the tarball or address that it was
 * installed from, and the folder itself of a clone.
 * @param folder of the project, absolute
 * @param root folder of the infoplane that runs
 */
export async function wantedPackage(folder: string, root: string = packageRoot): Promise<WantedPackage> {
  const modules = dirname(root);
  if (basename(modules) !== 'node_modules')
    return { range: `file:${relative(folder, root)}`, source: 'clone' };
  const resolved = await resolvedAddress(modules, basename(root));
  const version = `^${packageVersion}`;
  if (resolved === null) return { range: version, source: 'unknown' };
  if (resolved.startsWith('file:')) {
    const file = resolve(dirname(modules), resolved.slice('file:'.length));
    return { range: `file:${relative(folder, file)}`, source: 'file' };
  }
  if (/\/-\/[^/]+\.tgz$/.test(resolved)) return { range: version, source: 'registry' };
  return { range: resolved, source: 'address' };
}

/** Where npm notes that it had a package from; null when it did not, as of those that are installed globally. */
async function resolvedAddress(modules: string, name: string): Promise<string | null> {
  try {
    const { packages } = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'));
    const { resolved } = packages[`node_modules/${name}`];
    return typeof resolved === 'string' ? resolved : null;
  } catch {
    return null;
  }
}
