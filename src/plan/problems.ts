import type { Diagnostic } from '../diagnostic/diagnostic.ts';

/** Collects diagnostics. The same problem at the same place is kept once, however many trials run into it. */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const { code, source, range, path } = diagnostic;
      const key = [code, source.name, source.text.length, range.start.offset, range.end.offset, path].join(
        '|',
      );
      if (!this.#found.has(key)) this.#found.set(key, diagnostic);
    }
  }

  /** Errors first found first, sorted by source and place; warnings among them. */
  list(): Diagnostic[] {
    const sources = [...new Set([...this.#found.values()].map((diagnostic) => diagnostic.source))];
    return [...this.#found.values()].sort(
      (a, b) =>
        sources.indexOf(a.source) - sources.indexOf(b.source) ||
        a.range.start.offset - b.range.start.offset ||
        a.range.end.offset - b.range.end.offset,
    );
  }
}
