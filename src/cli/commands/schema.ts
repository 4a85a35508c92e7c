import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogOf } from '../../compile/compile-on-disk.ts';
import { hasErrors } from '../../diagnostic/diagnostic.ts';
import { packageRoot } from '../../node/package-info.ts';
import { type CommandRun, exitCodes } from '../command.ts';
import { showDiagnostics } from '../compile-file.ts';

/** `schema` takes no options. */
export type Options = Readonly<Record<string, never>>;

/** Prints the JSON Schema of studies; with a study, that with the kinds of its plugins. */
export const run: CommandRun<Options> = async ([path], _options, io) => {
  if (path === undefined) {
    io.out(readFileSync(join(packageRoot, 'schemas', 'study.schema.json'), 'utf8'));
    return exitCodes.done;
  }
  const { catalog, problems } = await catalogOf({ path, cwd: io.cwd });
  showDiagnostics({ diagnostics: problems }, io);
  if (hasErrors(problems)) return exitCodes.invalidStudy;
  const { makeStudySchema } = await import('../../generate/study-schema.ts');
  io.out(`${JSON.stringify(makeStudySchema(catalog), null, 2)}\n`);
  return exitCodes.done;
};
