import { codeVersion } from '../../node/catalog.ts';
import type { CatalogEntry } from '../../node/declare.ts';
import { canonicalJson } from '../canonical.ts';
import type { JsonObject } from '../json.ts';

/** Canonical texts of settings with their kind and its version, each made once. */
export class Contents {
  readonly #known = new WeakMap<JsonObject, string>();

  readonly #quoted = new WeakMap<JsonObject, string>();

  /** The text as JSON has it inside another text. */
  quoted(entry: CatalogEntry, params: JsonObject): string {
    const known = this.#quoted.get(params);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(this.of(entry, params));
    this.#quoted.set(params, quoted);
    return quoted;
  }

  /** @param params settings without names; the same object must always come with the same entry */
  of(entry: CatalogEntry, params: JsonObject): string {
    const known = this.#known.get(params);
    if (known !== undefined) return known;
    const content = canonicalJson([entry.kind, codeVersion(entry), params]);
    this.#known.set(params, content);
    return content;
  }
}
