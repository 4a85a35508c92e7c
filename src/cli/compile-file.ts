import { formatDiagnostic } from '../diagnostic/format-diagnostic.ts';
import { diskFiles } from '../document/disk-files.ts';
import { loadCatalog } from '../node/catalog.ts';
import { RunError } from '../node/run-error.ts';
import { type Compiled, compileStudy } from '../plan/compile-study.ts';
import { exitCodes, type Io } from './command.ts';

/** onnxruntime 1.30 ends the process without a word when the command line is longer than 32,000 bytes. */
const longestSet = 24_000;

/**
 * Compiles the study in a file, named as the user named it.
 * @throws RunError (wrong use) when a `--set` argument is not `path=value`, or they are too long
 */
export async function compileFile(path: string, set: readonly string[], io: Io): Promise<Compiled> {
  if (set.reduce((sum, one) => sum + Buffer.byteLength(one), 0) > longestSet) {
    throw new RunError(`the --set arguments have more than ${longestSet} bytes together`, {
      hint: 'write the values into a study that `extends` this one',
      exitCode: exitCodes.usage,
    });
  }
  const { layerKinds } = await import('../../runner/layers/index.ts');
  const files = diskFiles(io.cwd);
  const { readFile } = files;
  return compileStudy({ path, readFile, files, set, catalog: loadCatalog(), layers: layerKinds });
}

/** Shows the diagnostics of a study on stderr. */
export function showDiagnostics({ diagnostics }: Compiled, io: Io): void {
  for (const diagnostic of diagnostics) io.err(`${formatDiagnostic(diagnostic, { color: io.terminal })}\n\n`);
}
