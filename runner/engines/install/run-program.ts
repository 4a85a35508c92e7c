import { spawn } from 'node:child_process';

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/** Runs a program to its end; null when there is no such program. */
export type RunProgram = (
  command: string,
  args: readonly string[],
  options: ProgramOptions,
) => Promise<Ended | null>;

/** Of what a program writes only this much is kept, the last of it. */
const keptCharacters = 100_000;

/** @throws Error when the signal is aborted, named AbortError */
export const runProgram: RunProgram = (command, args, { cwd, env, signal }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...env },
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script there
      shell: process.platform === 'win32',
    });
    const texts = { out: '', err: '' };
    for (const [stream, name] of [
      [child.stdout, 'out'],
      [child.stderr, 'err'],
    ] as const) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        texts[name] = (texts[name] + text).slice(-keptCharacters);
      });
    }
    let stopped: Error | null = null;
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(null);
      // it has been told to end; until it has, it writes
      else if (error.name === 'AbortError') stopped = error;
      else reject(error);
    });
    child.on('close', (code) => (stopped ? reject(stopped) : resolve({ code: code ?? 1, ...texts })));
  });
