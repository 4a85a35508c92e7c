import type { NodeFamily } from '../../node/declare.ts';
import type { Spec } from '../../spec/spec.ts';
import type { EntryVariant, VariantOf } from '../matrix/entry-variants.ts';
import type { Problems } from '../open/problems.ts';
import type { EdgePlan } from '../plan.ts';
import { checkPort, type Reference, referencesOf, unknownReference } from './references.ts';

/** Follows references between entries; remembers which edges there are in any trial. */
export class Links {
  readonly #spec: Spec;
  readonly #variantOf: VariantOf;
  readonly #problems: Problems;
  readonly #references = new Map<number, readonly Reference[]>();
  readonly #edges = new Map<string, EdgePlan>();
  readonly #used = new Set<string>();

  constructor(spec: Spec, variantOf: VariantOf, problems: Problems) {
    this.#spec = spec;
    this.#variantOf = variantOf;
    this.#problems = problems;
  }

  /** The references of an entry that lead to an entry; the others are reported. */
  of(reader: EntryVariant): readonly Reference[] {
    const known = this.#references.get(reader.id);
    if (known) return known;
    const good = referencesOf(reader.spec, this.#spec).filter((reference) => {
      const exists = this.#spec.names[reference.family].includes(reference.name);
      if (exists) this.#connect(reader, reference);
      else if (this.#isTold(reference)) this.#problems.add(unknownReference(reference, this.#spec));
      return exists;
    });
    this.#references.set(reader.id, good);
    return good;
  }

  /** The entry that a reference leads to in a trial; null when it cannot be read or does not fit the port. */
  follow(reader: EntryVariant, reference: Reference, places: readonly number[]): EntryVariant | null {
    const entry = this.#spec.entries[reference.family].get(reference.name);
    const source = entry ? this.#variantOf(entry, places) : null;
    if (!source) return null;
    const mismatch = checkPort(reader.spec, reference, source.spec);
    if (mismatch) this.#problems.add(mismatch);
    return mismatch ? null : source;
  }

  isUsed(family: NodeFamily, name: string): boolean {
    return this.#used.has(`${family}/${name}`);
  }

  /** All edges, in the order in which they were met. */
  edges(): EdgePlan[] {
    return [...this.#edges.values()];
  }

  /** A family without entries is not told again at each reference when the top level is wrong already. */
  #isTold({ family }: Reference): boolean {
    return this.#spec.complete || this.#spec.names[family].length > 0;
  }

  #connect(reader: EntryVariant, { family, name, port }: Reference): void {
    const from = `${family}/${name}`;
    const to = `${reader.spec.family}/${reader.spec.name}`;
    this.#used.add(from);
    this.#edges.set(`${from} ${to}`, { from, to, kind: port.edge });
  }
}
