import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';

/** What the rows that a claim or report reads can be narrowed to. */
export interface Narrowable {
  /** Null when they cannot be told. */
  readonly layers: readonly string[] | null;
  readonly models: readonly string[] | null;
  /** Paths and short names of the matrix axes, to their paths. */
  readonly axes: ReadonlyMap<string, string>;
}

interface Named {
  readonly name: string;
  readonly origin: Origin;
  readonly path: string;
}

/** The setting that holds conditions: `where`, or `than` of a claim. */
export type Conditions = 'where' | 'than';

/** Checks the names and bounds of `where` (or `than`). */
export function checkWhere(spec: EntrySpec, rows: Narrowable, holder: Conditions = 'where'): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { name, origin, path } of whereNames(spec, 'layer', holder)) {
    if (!rows.layers || rows.layers.includes(name)) continue;
    const hint = suggestName(name, rows.layers, 'layers');
    diagnostics.push(problem('layer-unknown', origin, path, `no row has the layer ${showValue(name)}`, hint));
  }
  for (const { name, origin, path } of whereNames(spec, 'model', holder)) {
    if (!rows.models || rows.models.includes(name)) continue;
    const hint = suggestName(name, rows.models, 'models');
    diagnostics.push(
      problem('reference-unknown', origin, path, `no row has the model ${showValue(name)}`, hint),
    );
  }
  return [...diagnostics, ...checkSettings(spec, rows.axes, holder), ...checkBounds(spec, holder)];
}

function checkSettings(spec: EntrySpec, axes: Narrowable['axes'], holder: Conditions): Diagnostic[] {
  const settings = at(spec.tree, [holder, 'settings'])?.node;
  if (settings?.type !== 'map') return [];
  return [...settings.entries].flatMap(([name, { key }]) =>
    checkAxis(name, key, `${spec.path}.${holder}.settings.${name}`, axes),
  );
}

/** The problem with a name that should be an axis of the matrix, or nothing. @param others names that are good too */
export function checkAxis(
  name: string,
  origin: Origin,
  path: string,
  axes: Narrowable['axes'],
  others: readonly string[] = ['seed'],
): Diagnostic[] {
  if (others.includes(name) || axes.has(name)) return [];
  const hint = suggestName(name, [...new Set([...others, ...axes.values()])], 'axes of the matrix');
  return [problem('reference-unknown', origin, path, `the matrix has no axis ${showValue(name)}`, hint)];
}

function checkBounds(spec: EntrySpec, holder: Conditions): Diagnostic[] {
  const from = at(spec.tree, [holder, 'from'])?.node;
  const to = at(spec.tree, [holder, 'to'])?.node;
  const bounds = [from, to].map((node) => (node?.type === 'scalar' ? node.value : null));
  const [first, last] = bounds;
  if (!to || typeof first !== 'number' || typeof last !== 'number' || last >= first) return [];
  const message = `\`to\` (${last}) lies before \`from\` (${first})`;
  return [problem('value-out-of-range', to.origin, `${spec.path}.${holder}.to`, message, 'swap them')];
}

/** The names that a condition of `where` (or `than`) lists. */
export function whereNames(
  spec: EntrySpec,
  condition: 'layer' | 'model',
  holder: Conditions = 'where',
): Named[] {
  const node = at(spec.tree, [holder, condition])?.node;
  if (!node) return [];
  const path = `${spec.path}.${holder}.${condition}`;
  const items = node.type === 'seq' ? node.items : [node];
  return items.flatMap((item, index) => {
    if (item.type !== 'scalar' || typeof item.value !== 'string') return [];
    return [{ name: item.value, origin: item.origin, path: node.type === 'seq' ? `${path}.${index}` : path }];
  });
}
