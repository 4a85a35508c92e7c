import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import {
  at,
  type ChangedItems,
  childNames,
  isFailure,
  type PathStep,
  removeAt,
  setAt,
} from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { families } from '../../node/declare.ts';
import { familyKeys } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';

/** A value to put at a path, or null to remove what is there. */
export interface Change {
  readonly steps: readonly PathStep[];
  readonly value: LocatedNode | null;
}

const entryMaps: ReadonlySet<string> = new Set(families.map((family) => familyKeys[family]));

/**
 * Puts a change into a study. A setting that the study leaves out may be set; a path into an entry or a layer that is
 * not there is a mistake. Whether a key is known and a value fits is found when the study is checked, at the place
 * where the change was written.
 * @param items shared between overlays of one study: see `ChangedItems`
 */
export function overlay(
  tree: LocatedNode,
  change: Change,
  items?: ChangedItems,
): { readonly tree: LocatedNode } | { readonly diagnostic: Diagnostic } {
  const names = change.steps.map((step) => step.name);
  const [family, entry] = names;
  if (family !== undefined && entry !== undefined && names.length > 2 && entryMaps.has(family)) {
    const entries = at(tree, [family]);
    if (!at(tree, [family, entry])) return unknownStep(change, 1, entries ? childNames(entries.node) : []);
  }
  const { steps, value } = change;
  const changed = value === null ? removeAt(tree, steps, items) : setAt(tree, steps, value, items);
  return isFailure(changed) ? unknownStep(change, changed.failed, changed.known) : { tree: changed };
}

function unknownStep(
  change: Change,
  failed: number,
  known: readonly string[],
): { readonly diagnostic: Diagnostic } {
  const names = change.steps.map((step) => step.name);
  const step = change.steps[failed]!;
  const parent = failed === 0 ? 'the study' : `\`${names.slice(0, failed).join('.')}\``;
  const message =
    known.length === 0 ? `${parent} has no parts` : `there is no ${showValue(step.name)} in ${parent}`;
  const hint = known.length === 0 ? 'end the path before it' : suggestName(step.name, known, 'its parts');
  return { diagnostic: problem('path-unknown', step.origin, names.join('.'), message, hint) };
}
