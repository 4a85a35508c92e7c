import { hasErrors } from '../../diagnostic/diagnostic.ts';
import { printable } from '../../diagnostic/printable.ts';
import { toJson } from '../../diagnostic/to-json.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { compileFile, showDiagnostics } from '../compile-file.ts';
import { missingData } from '../missing-data.ts';

export interface Options {
  readonly json?: boolean;
  readonly allowPlugins?: boolean;
}

/** `infoplane validate SPEC...`: names all problems of all files and runs nothing. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const all = [];
  for (const path of args) {
    const compiled = await compileFile(path, options, io);
    const diagnostics = [...compiled.diagnostics, ...(await missingData(compiled, path, io))];
    all.push({ path, compiled: { diagnostics } });
  }
  const ok = all.every(({ compiled }) => !hasErrors(compiled.diagnostics));
  if (options.json) {
    const problems = all.flatMap(({ compiled }) => compiled.diagnostics.map(toJson));
    io.out(`${JSON.stringify({ ok, problems }, null, 2)}\n`);
  } else {
    for (const { path, compiled } of all) {
      showDiagnostics(compiled, io);
      io.out(
        `${printable(path)}: ${verdict(compiled.diagnostics.map((diagnostic) => diagnostic.severity))}\n`,
      );
    }
  }
  return ok ? exitCodes.done : exitCodes.invalidStudy;
}

function verdict(severities: readonly string[]): string {
  const errors = severities.filter((severity) => severity === 'error').length;
  const warnings = severities.length - errors;
  const counted = [
    ...(errors > 0 ? [`${errors} error${errors === 1 ? '' : 's'}`] : []),
    ...(warnings > 0 ? [`${warnings} warning${warnings === 1 ? '' : 's'}`] : []),
  ].join(', ');
  return errors > 0 ? counted : counted === '' ? 'valid' : `valid, ${counted}`;
}
