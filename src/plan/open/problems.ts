import type { Diagnostic, Source } from '../../diagnostic/diagnostic.ts';

/**
 * Collects diagnostics. The same problem at the same place is kept once, however many trials run into it, and what
 * follows from an alias that leads nowhere is left out.
 */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();
  readonly #dangling = new Set<string>();
  readonly #sources = new Map<string, Map<string, number>>();

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const { code, source, range, path } = diagnostic;
      const place = [source.name, this.#number(source), range.start.offset, range.end.offset].join('|');
      if (this.#dangling.has(place)) continue;
      if (code === 'yaml-alias') this.#dangling.add(place);
      const key = `${code}|${place}|${path}`;
      if (!this.#found.has(key)) this.#found.set(key, diagnostic);
    }
  }

  /** The same for sources of the same name and text. A text can be long, so it is no part of longer keys. */
  #number({ name, text }: Source): number {
    const texts = this.#sources.get(name) ?? new Map<string, number>();
    this.#sources.set(name, texts);
    const number = texts.get(text) ?? texts.size;
    texts.set(text, number);
    return number;
  }

  /** All of them, sorted by source and place. */
  list(): Diagnostic[] {
    const all = [...this.#found.values()];
    const sources = [...new Set(all.map((diagnostic) => diagnostic.source))];
    const places = new Map(sources.map((source, place) => [source, place]));
    return all.sort(
      (a, b) =>
        places.get(a.source)! - places.get(b.source)! ||
        a.range.start.offset - b.range.start.offset ||
        a.range.end.offset - b.range.end.offset,
    );
  }
}
