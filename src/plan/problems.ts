import type { Diagnostic } from '../diagnostic/diagnostic.ts';

/**
 * Collects diagnostics. The same problem at the same place is kept once, however many trials run into it, and what
 * follows from an alias that leads nowhere is left out.
 */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();
  readonly #dangling = new Set<string>();

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const { code, source, range, path } = diagnostic;
      const place = [source.name, source.text, range.start.offset, range.end.offset].join('|');
      if (this.#dangling.has(place)) continue;
      if (code === 'yaml-alias') this.#dangling.add(place);
      const key = `${code}|${place}|${path}`;
      if (!this.#found.has(key)) this.#found.set(key, diagnostic);
    }
  }

  /** All of them, sorted by source and place. */
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
