/**
 * A failure that the user can do something about: shown as one message, without a stack, with the exit code.
 * Everything else that is thrown is a bug in infoplane and is shown with its stack.
 */
export class RunError extends Error {
  readonly exitCode: number;
  readonly hint: string | undefined;

  /** @param exitCode as the contract has it: 2 wrong use, 3 invalid study, 4 a run failed, 130 interrupted */
  constructor(message: string, options: { hint?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RunError';
    this.exitCode = options.exitCode ?? 4;
    this.hint = options.hint;
  }
}

/** Wrong use of a command: exit code 2. */
export function misuse(message: string, hint: string): RunError {
  return new RunError(message, { hint, exitCode: 2 });
}
