import type { NodeFamily } from '../../node/declare.ts';
import type { Spec } from '../../spec/spec.ts';
import type { EntryVariant, VariantOf } from '../matrix/entry-variants.ts';
import type { Links } from '../resolve/links.ts';

/** The variants that a reader's references of one family lead to. */
export function followed(links: Links, variant: EntryVariant, family: NodeFamily, places: readonly number[]) {
  return links
    .of(variant)
    .filter((reference) => reference.family === family)
    .map((reference) => links.follow(variant, reference, places));
}

/** The variants of a family's entries in one trial. */
export function variants(
  { spec, variantOf }: { readonly spec: Spec; readonly variantOf: VariantOf },
  family: NodeFamily,
  places: readonly number[],
): EntryVariant[] {
  const found: EntryVariant[] = [];
  for (const entry of spec.entries[family].values()) {
    const variant = variantOf(entry, places);
    if (variant) found.push(variant);
  }
  return found;
}

/**
 * The one entry of a family that an entry reads.
 * @param from the setting that names it: `with` names a second one of the family
 */
export function source(
  links: Links,
  reader: EntryVariant,
  family: NodeFamily,
  places: readonly number[],
  from?: string,
): EntryVariant | null {
  const reference = links
    .of(reader)
    .find(({ family: own, port }) => own === family && (from ? port.from === from : port.from !== 'with'));
  return reference ? links.follow(reader, reference, places) : null;
}
