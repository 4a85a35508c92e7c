import type { Io } from './command.ts';
import { exitCodes } from './command.ts';

/**
 * The real streams, environment and Ctrl-C of this process. The first Ctrl-C asks the run to stop and keep its rows;
 * the second one ends the process at once. A reader that closes the pipe (`| head`) ends it quietly.
 */
export function processIo(): Io {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
      interrupt.abort();
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    terminal: process.stderr.isTTY === true && !process.env.NO_COLOR,
    cwd: process.cwd(),
    env: process.env,
    signal: interrupt.signal,
  };
}
