import type { EngineName } from '../../runner/contract/engine.ts';

/** What of a run decides its numbers and is said beside the study. */
export interface RunChoices {
  readonly set?: readonly string[];
  readonly engine: 'auto' | EngineName;
  readonly threads?: number;
  readonly allowPlugins?: boolean;
}

/** The command that runs a study again, as one would type it. */
export function runCommand(path: string, { set = [], engine, threads, allowPlugins }: RunChoices): string {
  const quoted = (text: string) =>
    /^[\w./=:@,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    'infoplane run',
    quoted(path),
    ...set.flatMap((one) => ['--set', quoted(one)]),
    ...(engine === 'auto' ? [] : ['--engine', engine]),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ...(allowPlugins ? ['--allow-plugins'] : []),
  ].join(' ');
}
