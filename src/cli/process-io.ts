import { messageText } from '../diagnostic/message-text.ts';
import { printable } from '../diagnostic/printable.ts';
import type { Io } from './command.ts';
import { exitCodes } from './command.ts';

/**
 * Signals that ask a run to save where it stands and leave. Schedulers send SIGTERM, or SIGUSR1 a while before they take
 * a machine away.
 */
const leaveSignals: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGUSR1'];

/** Milliseconds in which one Ctrl-C may arrive twice: from the terminal, and passed on by `npx`. */
const sameKeystroke = 1000;

/**
 * The real streams, environment and signals of this process. Once a command has looked at `signal`, the first signal asks it to save
 * where it stands and leave, and a second Ctrl-C ends the process at once, unless the command takes it over; a command that
 * saves nothing is ended by any. A reader that closes the pipe (`| head`) misses the rest, and the command goes
 * on to its own end and exit code; so does one whose messages nobody takes. Messages are made printable and short here, and what a
 * terminal shows of results printable.
 */
export function processIo(): Io {
  let listening: LeaveRequests | null = null;
  const requests = () => {
    listening ??= listenToSignals();
    return listening;
  };
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const message = `infoplane: the results cannot be written to the standard output: ${error.message}\n`;
    process.stderr.write(messageText(message));
    process.exit(exitCodes.runFailed);
  });
  return {
    out: (text) => process.stdout.write(process.stdout.isTTY ? printableLines(text) : text),
    err: (text) => process.stderr.write(messageText(text)),
    draw: (text) => process.stderr.write(text),
    terminal: process.stderr.isTTY === true && !process.env.NO_COLOR,
    cwd: process.cwd(),
    env: process.env,
    get signal() {
      return requests().signal;
    },
    takeOver: () => requests().takeOver(),
  };
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

type LeaveRequests = Required<Pick<Io, 'signal' | 'takeOver'>>;

function listenToSignals(): LeaveRequests {
  const interrupt = new AbortController();
  const again = new AbortController();
  let taken = false;
  let asked = Number.POSITIVE_INFINITY;
  for (const name of leaveSignals) {
    process.on(name, () => {
      if (name === 'SIGINT' && performance.now() - asked > sameKeystroke) {
        if (!taken || again.signal.aborted) process.exit(exitCodes.interrupted);
        again.abort();
      }
      asked = Math.min(asked, performance.now());
      interrupt.abort();
    });
  }
  return {
    signal: interrupt.signal,
    takeOver() {
      taken = true;
      return again.signal;
    },
  };
}
