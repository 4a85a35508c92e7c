import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFiles } from './generate.ts';

/** Paths (from the root) that differ from what is generated now: changed, missing, or no longer generated. */
export function staleFiles(root: string, files: GeneratedFiles, ownedFolders: readonly string[]): string[] {
  const changed = [...files].filter(([path, text]) => readIfThere(join(root, path)) !== text);
  return [...changed.map(([path]) => path), ...leftovers(root, files, ownedFolders)].sort();
}

/**
 * Writes the files that differ and removes those that are no longer generated.
 * @param ownedFolders folders that hold nothing but generated files
 * @returns the paths that were touched
 */
export function writeFiles(root: string, files: GeneratedFiles, ownedFolders: readonly string[]): string[] {
  const stale = staleFiles(root, files, ownedFolders);
  for (const path of stale) {
    const text = files.get(path);
    if (text === undefined) {
      rmSync(join(root, path));
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
  return stale;
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function leftovers(root: string, files: GeneratedFiles, ownedFolders: readonly string[]): string[] {
  return ownedFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .replaceAll('\\', '/'),
        ),
    )
    .filter((path) => !files.has(path));
}
