import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder: where package.json, schemas/ and specs/ lie, whether run from sources or from dist/. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export const packageVersion: string = JSON.parse(
  readFileSync(join(packageRoot, 'package.json'), 'utf8'),
).version;

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'schemas'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('infoplane: its own package.json was not found');
  return findRoot(parent);
}
