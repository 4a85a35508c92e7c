import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, CatalogEntry } from './declare.ts';
import { packageRoot } from './package-info.ts';

/** Reads the catalogue of kinds that was generated from their declarations. */
export function loadCatalog(): Catalog {
  const catalog: Catalog = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'catalog.json'), 'utf8'));
  return catalog;
}

/** The entry of a kind, or undefined when the family has no such kind. */
export function findEntry(
  catalog: Catalog,
  family: CatalogEntry['family'],
  kind: string,
): CatalogEntry | undefined {
  return catalog.entries.find((entry) => entry.family === family && entry.kind === kind);
}

/** What of a kind's code is part of keys: its version, and of a plugin the hash of its code. */
export function codeVersion({ version, code }: CatalogEntry): number | string {
  return code === undefined ? version : `${version} ${code}`;
}

/** All entries that a user may mean by a name: `conv`, or with its family, `layer/conv`. */
export function findKinds(catalog: Catalog, name: string): CatalogEntry[] {
  return catalog.entries.filter(({ family, kind }) => name === kind || name === `${family}/${kind}`);
}
