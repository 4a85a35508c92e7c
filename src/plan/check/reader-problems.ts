import type { Diagnostic } from '../../diagnostic/diagnostic.ts';

/** What a claim or report is found to have in a trial, looked at in one way. */
export interface Finding {
  /** `where` and `than` count the trials that their conditions on axes leave, `always` and `axes` (of their names) all of them. */
  readonly aspect: 'always' | 'axes' | 'where' | 'than';
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Problems of claims and reports. What they read may differ from trial to trial: a layer that only some variants of the
 * matrix have can be named all the same, so a problem counts when every variant that the conditions leave has it.
 */
export class ReaderProblems {
  readonly #readers = new Map<string, { times: number; readonly found: Map<string, Found> }>();

  /** Takes what a reader (by the id of its variant) is found to have in one more combination of what it reads. */
  add(reader: number, findings: readonly Finding[]): void {
    for (const { aspect, diagnostics } of findings) {
      const key = `${reader} ${aspect}`;
      const known = this.#readers.get(key) ?? { times: 0, found: new Map<string, Found>() };
      this.#readers.set(key, known);
      known.times++;
      const distinct = new Map(diagnostics.map((diagnostic) => [placeOf(diagnostic), diagnostic]));
      for (const [place, diagnostic] of distinct) {
        const before = known.found.get(place);
        known.found.set(place, {
          diagnostic: before?.diagnostic ?? diagnostic,
          times: (before?.times ?? 0) + 1,
        });
      }
    }
  }

  /**
   * The problems that stand in every combination.
   * @param misspelt whether the matrix misspells an axis: that others have no such axis follows from it and is left out
   */
  list(misspelt = false): Diagnostic[] {
    const told = [...this.#readers].filter(([key]) => !(misspelt && key.endsWith(' axes')));
    return told.flatMap(([, { times, found }]) =>
      [...found.values()].filter((one) => one.times === times).map((one) => one.diagnostic),
    );
  }
}

interface Found {
  readonly diagnostic: Diagnostic;
  readonly times: number;
}

function placeOf({ code, path }: Diagnostic): string {
  return `${code}|${path}`;
}
