import { resolve } from 'node:path';
import { captureFolders } from '../captures/capture-folders.ts';
import { compileOnDisk } from '../compile/compile-on-disk.ts';
import type { Compiled } from '../compile/compile-study.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { formatDiagnostic } from '../diagnostic/format-diagnostic.ts';
import { RunError } from '../node/run-error.ts';
import { exitCodes, type Io } from './command.ts';

/** onnxruntime 1.30 ends the process without a word when the command line is longer than 32,000 bytes. */
const longestSet = 24_000;

/** How a study is compiled, by the options of a command. */
export interface CompileOptions {
  readonly set?: readonly string[];
  readonly allowPlugins?: boolean;
}

/**
 * Compiles the study in a file, named as the user named it.
 * @throws RunError (wrong use) when a `--set` argument is not `path=value`, or they are too long
 */
export async function compileFile(path: string, options: CompileOptions, io: Io): Promise<Compiled> {
  const { set = [], allowPlugins = false } = options;
  if (set.reduce((sum, one) => sum + Buffer.byteLength(one), 0) > longestSet) {
    throw new RunError(`the --set arguments have more than ${longestSet} bytes together`, {
      hint: 'write the values into a study that `extends` this one',
      exitCode: exitCodes.usage,
    });
  }
  const captures = captureFolders(io.env);
  return compileOnDisk({ path, set, allowPlugins, cwd: io.cwd, store: storeOf(io), captures });
}

/** Folder of the store. */
export function storeOf({ cwd, env }: Pick<Io, 'cwd' | 'env'>): string {
  return resolve(cwd, env.INFOPLANE_STORE || '.infoplane');
}

/** Shows the diagnostics of a study on stderr. */
export function showDiagnostics(
  { diagnostics }: { readonly diagnostics: readonly Diagnostic[] },
  io: Io,
): void {
  const draw = io.draw ?? io.err;
  for (const diagnostic of diagnostics) draw(`${formatDiagnostic(diagnostic, { color: io.terminal })}\n\n`);
}
