import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { formatDiagnostic } from '../diagnostic/format-diagnostic.ts';
import { loadCatalog } from '../node/catalog.ts';
import { type Compiled, compileStudy } from '../plan/compile-study.ts';
import type { Io } from './command.ts';

/** Compiles the study at `path` (as the user wrote it) with its `--set` arguments. */
export async function compileSpec(path: string, set: readonly string[], io: Io): Promise<Compiled> {
  const { layerKinds } = await import('../../runner/layers/index.ts');
  return compileStudy({
    path,
    set,
    readFile: (name) => readFileSync(resolve(io.cwd, name)),
    catalog: loadCatalog(),
    layers: layerKinds,
  });
}

/** Shows problems on stderr, each with its place, and how many there are. */
export function showDiagnostics(diagnostics: readonly Diagnostic[], io: Io): void {
  for (const diagnostic of diagnostics) io.err(`${formatDiagnostic(diagnostic, { color: io.terminal })}\n`);
}
