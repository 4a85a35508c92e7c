import type { Diagnostic } from '../../diagnostic/diagnostic.ts';

/**
 * Problems of claims and reports. What they read may differ from trial to trial: a layer that only some variants of the
 * matrix have can be named all the same, so a problem counts when every variant has it.
 */
export class ReaderProblems {
  readonly #readers = new Map<number, { times: number; readonly found: Map<string, Found> }>();

  /** Takes what a reader (by the id of its variant) is found to have in one more combination of what it reads. */
  add(reader: number, diagnostics: readonly Diagnostic[]): void {
    const known = this.#readers.get(reader) ?? { times: 0, found: new Map<string, Found>() };
    this.#readers.set(reader, known);
    known.times++;
    for (const diagnostic of diagnostics) {
      const key = `${diagnostic.code}|${diagnostic.path}`;
      const before = known.found.get(key);
      if (before) before.times++;
      else known.found.set(key, { diagnostic, times: 1 });
    }
  }

  /** The problems that stand in every combination. */
  list(): Diagnostic[] {
    return [...this.#readers.values()].flatMap(({ times, found }) =>
      [...found.values()].filter((one) => one.times === times).map((one) => one.diagnostic),
    );
  }
}

interface Found {
  readonly diagnostic: Diagnostic;
  times: number;
}
