import { CommanderError } from 'commander';
import { machineFailure } from '../node/machine-failure.ts';
import { packageVersion } from '../node/package-info.ts';
import { RunError } from '../node/run-error.ts';
import type { Io } from './command.ts';
import { exitCodes } from './command.ts';
import { describeCommands } from './describe-commands.ts';

/**
 * Runs one command line.
 * @param args what comes after `infoplane`
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.done;
  const program = describeCommands(io, (exitCode) => {
    code = exitCode;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, io);
  }
}

/** Turns what was thrown into a message and an exit code; only a bug shows its stack. */
function failure(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const told = error instanceof RunError ? error : machineFailure(error);
  if (told) {
    io.err(`infoplane: ${told.message}\n${told.hint ? `  ${told.hint}\n` : ''}`);
    return told.exitCode;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  io.err(
    `infoplane: this is a bug in infoplane ${packageVersion}; please report it with the lines below\n${stack}\n`,
  );
  return exitCodes.bug;
}
