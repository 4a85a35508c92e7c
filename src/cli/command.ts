/** Exit codes of the command line. */
export const exitCodes = {
  done: 0,
  different: 1,
  usage: 2,
  invalidStudy: 3,
  runFailed: 4,
  claimFailed: 5,
  bug: 70,
  interrupted: 130,
} as const;

/** Everything a command touches outside its arguments, so that tests can hand in their own. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Everything else: messages, warnings, progress. */
  readonly err: (text: string) => void;
  /** As `err`, for what is printable already and has colours or redraws a line; `err` when left out. */
  readonly draw?: (text: string) => void;
  /** Whether stderr is a terminal that takes colour and redrawn lines. */
  readonly terminal: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C, and by a scheduler that wants the machine back. */
  readonly signal: AbortSignal;
  /** From now on a second Ctrl-C aborts the signal that is returned, in the place of ending the process. */
  readonly takeOver?: () => AbortSignal;
}

/** What a command file in `commands/` exports as `run`: returns the exit code. */
export type CommandRun<Options> = (args: readonly string[], options: Options, io: Io) => Promise<number>;
