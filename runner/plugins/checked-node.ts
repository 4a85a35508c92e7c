import type { NodeDeclaration } from '../../src/node/declare.ts';
import { RunError } from '../../src/node/run-error.ts';
import { estimateColumns } from '../../src/table/columns.ts';
import type { EstimateRow, EstimatorRun } from '../nodes/contract.ts';
import type { PluginModule } from './plugin-modules.ts';

/**
 * A plugin's node. The rows of an estimator are checked before they go into a table.
 * @throws RunError when it has nothing to run
 */
export function checkedNode(declared: unknown, plugin: PluginModule): NodeDeclaration<unknown> {
  const node = declared as NodeDeclaration<unknown> | undefined;
  const { run } = node ?? {};
  if (!node || (typeof run !== 'function' && (typeof run !== 'object' || run === null))) {
    throw new RunError(`plugin ${plugin.file}: \`run\` is missing`, {
      hint: 'docs/plugins.md says what the `run` of each family is',
    });
  }
  if (plugin.family !== 'estimator') return node;
  const estimate = run as EstimatorRun;
  const checked: EstimatorRun = (...call) => {
    const rows: unknown = estimate(...call);
    if (typeof rows !== 'function') throw wrong(plugin, 'its `run` returns no function that makes the rows');
    return () => checkedRows(rows(), plugin);
  };
  return { ...node, run: checked };
}

const columns: readonly string[] = estimateColumns.map(({ name }) => name);

function checkedRows(rows: unknown, plugin: PluginModule): EstimateRow[] {
  if (!Array.isArray(rows)) throw wrong(plugin, 'its rows are no list');
  for (const row of rows as Partial<EstimateRow>[]) {
    const { layer, cells } = row ?? {};
    if (layer !== null && !Number.isInteger(layer))
      throw wrong(plugin, "the `layer` of a row is a captured layer's `index`, or null");
    if (typeof cells !== 'object' || cells === null) throw wrong(plugin, 'a row has no `cells`');
    for (const [name, value] of Object.entries(cells)) {
      if (!columns.includes(name))
        throw wrong(plugin, `a row has the cell \`${name}\`, which is no column of the estimates table`);
      if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
        throw wrong(plugin, `the cell \`${name}\` holds no number, text or truth value`);
    }
    if (typeof cells.quantity !== 'string' || (typeof cells.value !== 'number' && cells.value !== null))
      throw wrong(plugin, 'a row needs the cells `quantity` (text) and `value` (a number, or null)');
  }
  return rows as EstimateRow[];
}

function wrong({ file }: PluginModule, message: string): RunError {
  return new RunError(`plugin ${file}: ${message}`, { hint: `the columns are ${columns.join(', ')}` });
}
