import { RunError } from '../node/run-error.ts';
import type { Io } from './command.ts';

/** Files that a message names at most. */
const mostNamed = 5;

/**
 * Compares a run's files with its sums before they are used as the run's, and says where some were altered, or where there are no sums.
 * @param altered whether files that were altered are used all the same
 * @returns names of the files that were altered
 * @throws RunError when some were, and may not be used
 */
export async function takeRunFiles(folder: string, altered: boolean, io: Io): Promise<readonly string[]> {
  const { alteredFiles } = await import('../../runner/run/altered-files.ts');
  const names = await alteredFiles(folder);
  if (names === null)
    io.err(`${folder} has no sums of its files: nothing tells whether they are as the run left them\n`);
  if (names === null || names.length === 0) return [];
  const said = `${folder} is not as the run left it: ${alteredText(names)}`;
  if (!altered) {
    throw new RunError(said, {
      hint: 'put the files back, or run the study again, which reuses what is kept; --altered takes them as they are',
    });
  }
  io.err(`${said}\n`);
  return names;
}

/** Says which files were altered, the first ones by name. */
export function alteredText(names: readonly string[]): string {
  const rest = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${rest} altered or gone`;
}
