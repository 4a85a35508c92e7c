// The licences of packages that are distributed as part of the program.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Names of the packages that files belong to. */
export function packagesOf(paths) {
  const names = paths.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Writes the licences of packages, by name, into one text. */
export function writeLicences(file, names) {
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const own = ['LICENSE', 'LICENSE.txt', 'LICENSE.md', 'License', 'LICENCE']
      .map((one) => join(folder, one))
      .find((path) => existsSync(path));
    return `${name} ${version}: ${license}\n\n${own ? readFileSync(own, 'utf8') : ''}`;
  });
  writeFileSync(file, texts.join(`\n${'-'.repeat(80)}\n`));
}
