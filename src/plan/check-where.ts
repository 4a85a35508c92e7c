import { type Diagnostic, type Origin, problem } from '../diagnostic/diagnostic.ts';
import { suggestName } from '../diagnostic/nearest.ts';
import { at } from '../document/path.ts';
import type { EntrySpec } from '../spec/spec.ts';
import { showValue } from '../spec/wording.ts';

/** What the rows that a claim or report reads can be narrowed to. */
export interface Narrowable {
  /** Null when they cannot be told. */
  readonly layers: readonly string[] | null;
  readonly models: readonly string[] | null;
}

interface Named {
  readonly name: string;
  readonly origin: Origin;
  readonly path: string;
}

/** Checks the names and bounds of `where`. */
export function checkWhere(spec: EntrySpec, rows: Narrowable): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { name, origin, path } of whereNames(spec, 'layer')) {
    if (!rows.layers || rows.layers.includes(name)) continue;
    const hint = suggestName(name, rows.layers, 'layers');
    diagnostics.push(problem('layer-unknown', origin, path, `no row has the layer ${showValue(name)}`, hint));
  }
  for (const { name, origin, path } of whereNames(spec, 'model')) {
    if (!rows.models || rows.models.includes(name)) continue;
    const hint = suggestName(name, rows.models, 'models');
    diagnostics.push(
      problem('reference-unknown', origin, path, `no row has the model ${showValue(name)}`, hint),
    );
  }
  const from = at(spec.tree, ['where', 'from'])?.node;
  const to = at(spec.tree, ['where', 'to'])?.node;
  const bounds = [from, to].map((node) => (node?.type === 'scalar' ? node.value : null));
  const [first, last] = bounds;
  if (to && typeof first === 'number' && typeof last === 'number' && last < first) {
    const message = `\`to\` (${last}) lies before \`from\` (${first})`;
    diagnostics.push(problem('value-out-of-range', to.origin, `${spec.path}.where.to`, message, 'swap them'));
  }
  return diagnostics;
}

/** The names that a condition of `where` lists. */
export function whereNames(spec: EntrySpec, condition: 'layer' | 'model'): Named[] {
  const node = at(spec.tree, ['where', condition])?.node;
  if (!node) return [];
  const path = `${spec.path}.where.${condition}`;
  const items = node.type === 'seq' ? node.items : [node];
  return items.flatMap((item, index) => {
    if (item.type !== 'scalar' || typeof item.value !== 'string') return [];
    return [{ name: item.value, origin: item.origin, path: node.type === 'seq' ? `${path}.${index}` : path }];
  });
}
