import { formatDiagnostic } from '../diagnostic/format-diagnostic.ts';
import { diskFiles } from '../document/disk-files.ts';
import { loadCatalog } from '../node/catalog.ts';
import { type Compiled, compileStudy } from '../plan/compile-study.ts';
import type { Io } from './command.ts';

/**
 * Compiles the study in a file, named as the user named it.
 * @throws RunError when a `--set` argument is not `path=value`
 */
export async function compileFile(path: string, set: readonly string[], io: Io): Promise<Compiled> {
  const { layerKinds } = await import('../../runner/layers/index.ts');
  const files = diskFiles(io.cwd);
  const { readFile } = files;
  return compileStudy({ path, readFile, files, set, catalog: loadCatalog(), layers: layerKinds });
}

/** Shows the diagnostics of a study on stderr. */
export function showDiagnostics({ diagnostics }: Compiled, io: Io): void {
  for (const diagnostic of diagnostics) io.err(`${formatDiagnostic(diagnostic, { color: io.terminal })}\n\n`);
}
