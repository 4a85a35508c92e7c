import type { Io } from '../../../src/cli/command.ts';
import { temporaryProject } from '../../temporary-project.ts';

/** A folder with files to run commands in, which keeps what they print. */
export function commandPlace(files: Readonly<Record<string, string>>) {
  const printed = { out: '', err: '' };
  const io: Io = {
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    terminal: false,
    cwd: temporaryProject(files),
    env: {},
    signal: new AbortController().signal,
  };
  return { io, printed };
}
