import type { Io } from './command.ts';
import { exitCodes } from './command.ts';

/**
 * The real streams, environment and Ctrl-C of this process. The first Ctrl-C asks the run to stop and keep its rows;
 * the second one ends the process at once. A reader that closes the pipe (`| head`) misses the rest, and the command goes
 * on to its own end and exit code; so does one whose messages nobody takes.
 */
export function processIo(): Io {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
      interrupt.abort();
    });
  }
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(
      `infoplane: the results cannot be written to the standard output: ${error.message}\n`,
    );
    process.exit(exitCodes.runFailed);
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
