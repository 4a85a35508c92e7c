import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

const read = (name: string) => readFileSync(join(packageRoot, name), 'utf8');
interface Locked {
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const dependencies = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

it('every dependency with an install script is switched off and explained in SECURITY.md', () => {
  const scripted = dependencies
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => nameOf(path));
  const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
  const [, section = ''] = read('SECURITY.md').split('## Install scripts');
  const named = [...section.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name]) => name);
  expect([...new Set(scripted)].sort()).toEqual(named.sort());
  for (const [name, allowed] of Object.entries(allowScripts)) {
    expect(scripted).toContain(name);
    expect(allowed).toBe(false);
  }
});

it('every dependency in the lockfile is one file with a checksum, from nowhere but a registry', () => {
  expect(dependencies.length).toBeGreaterThan(100);
  for (const [path, { resolved, integrity, link }] of dependencies) {
    expect(link ?? false, path).toBe(false);
    expect(integrity, path).toMatch(/^sha512-/);
    if (resolved !== undefined) expect(resolved, path).toMatch(/^https:\/\//);
  }
});
