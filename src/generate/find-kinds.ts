import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Project, type SourceFile } from 'ts-morph';
import { type CatalogEntry, families } from '../node/declare.ts';
import { errorAt } from './generate-error.ts';
import { type KindFile, readKindFile } from './kind-file.ts';

/** A kind as it was found: where it is, and what its file says. */
export interface FoundKind extends KindFile {
  readonly family: CatalogEntry['family'];
  readonly kind: string;
  /** Path from the root, with `/`. */
  readonly file: string;
}

/** The folder of each family, below the root. */
const kindFolders: ReadonlyMap<CatalogEntry['family'], string> = new Map([
  ...families.map((family) => [family, `runner/nodes/${family}`] as const),
  ['layer', 'runner/layers'] as const,
]);

const generatedModules = new Set(['index.ts', 'registry.ts']);

/**
 * Finds every kind below the root, by family in the order of the dataflow, then by file name.
 * @throws GenerateError when a declaration is wrong
 */
export function findKinds(root: string): FoundKind[] {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: { types: [], noLib: true },
  });
  return [...kindFolders].flatMap(([family, folder]) =>
    listSources(join(root, folder)).flatMap((name) => {
      const path = `${folder}/${name}`;
      const found = readKind(project.addSourceFileAtPath(join(root, path)), family);
      return found ? [{ ...found, family, file: path }] : [];
    }),
  );
}

function listSources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !generatedModules.has(name))
    .sort((a, b) => (basename(a, '.ts') < basename(b, '.ts') ? -1 : 1));
}

function readKind(source: SourceFile, family: CatalogEntry['family']): (KindFile & { kind: string }) | null {
  const read = readKindFile(source, family === 'layer' ? 'defineLayer' : 'defineNode');
  if (!read) return null;
  const { facts, place } = read;
  const kind = basename(source.getFilePath(), '.ts');
  if (facts.kind !== kind) throw errorAt(place, `\`kind\` must be '${kind}', as the file is named`);
  if (family !== 'layer' && facts.family !== family) {
    throw errorAt(place, `\`family\` must be '${family}', as the folder is named`);
  }
  if (!Number.isInteger(facts.version) || Number(facts.version) < 1) {
    throw errorAt(place, '`version` must be a whole number of at least 1');
  }
  return { ...read, kind };
}
