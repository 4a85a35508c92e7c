import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../node/package-info.ts';
import { RunError } from '../../node/run-error.ts';
import { type CommandRun, exitCodes } from '../command.ts';

/** `schema` takes no options. */
export type Options = Readonly<Record<string, never>>;

/** Prints the JSON Schema of a study. */
export const run: CommandRun<Options> = async (args, _options, io) => {
  if (args.length > 0) {
    throw new RunError('`schema` takes no study: every study has the same schema in this version', {
      exitCode: exitCodes.usage,
      hint: 'run `infoplane schema`',
    });
  }
  io.out(readFileSync(join(packageRoot, 'schemas', 'study.schema.json'), 'utf8'));
  return exitCodes.done;
};
