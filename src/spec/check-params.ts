import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { type LocatedMap, toPlain } from '../document/tree.ts';
import type { CatalogEntry } from '../node/declare.ts';
import { isJsonObject, type JsonObject } from '../plan/json.ts';
import { explainViolation } from './explain-violation.ts';
import { fillDefaults } from './fill-defaults.ts';
import type { SpecContext } from './spec-context.ts';
import type { ViolationSubject } from './violation-place.ts';

/**
 * Checks an entry's or a layer's settings against its kind's schema.
 * @param kindKey the key that says the kind; no setting
 * @returns settings with defaults filled in, or null when a check failed
 */
export function checkParams(
  entry: CatalogEntry,
  kindKey: string,
  subject: Omit<ViolationSubject, 'otherKeys' | 'tree'> & { readonly tree: LocatedMap },
  { catalog, validator, plain: known, filled }: SpecContext,
): { readonly params: JsonObject | null; readonly diagnostics: readonly Diagnostic[] } {
  const settings = new Map(subject.tree.entries);
  settings.delete(kindKey);
  const plain = toPlain({ ...subject.tree, entries: settings }, known);
  const diagnostics = validator
    .check(entry.params, plain)
    .map((violation) =>
      explainViolation(
        violation,
        { ...subject, otherKeys: [kindKey], family: entry.family },
        catalog.definitions,
      ),
    )
    .filter((diagnostic) => diagnostic !== null);
  if (hasErrors(diagnostics)) return { params: null, diagnostics };
  const params = fillDefaults(entry.params, plain, catalog.definitions, filled);
  return { params: isJsonObject(params) ? params : null, diagnostics };
}
