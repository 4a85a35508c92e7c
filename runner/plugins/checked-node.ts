import type { NodeDeclaration } from '../../src/node/declare.ts';
import { type EstimatorCheck, problemCodes, type SettingProblem } from '../../src/node/estimator-check.ts';
import { RunError } from '../../src/node/run-error.ts';
import { estimateColumns, type Row } from '../../src/table/columns.ts';
import { plainRow } from '../../src/table/row-view.ts';
import type { ClaimRun } from '../contract/claim.ts';
import type { EstimateRow, EstimatorRun } from '../contract/estimator.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import type { ReportRun } from '../contract/report.ts';

/**
 * A plugin's node. The rows of an estimator are checked before they go into a table, and its check of settings does not throw:
 * what goes wrong in it is a problem of the estimator.
 * @throws RunError when it has nothing to run
 */
export function checkedNode(
  declared: unknown,
  plugin: PluginModule,
  running: Kinds['running'],
): NodeDeclaration<unknown> {
  const node = declared as NodeDeclaration<unknown> | undefined;
  const { run } = node ?? {};
  if (!node || (typeof run !== 'function' && (typeof run !== 'object' || run === null))) {
    throw new RunError(`plugin ${plugin.file}: \`run\` is missing`, {
      hint: 'docs/plugins.md says what the `run` of each family is',
    });
  }
  if (plugin.family === 'claim') return { ...node, run: claimOnObjects(run as ClaimRun) };
  if (plugin.family === 'report') return { ...node, run: reportOnObjects(run as ReportRun) };
  if (plugin.family !== 'estimator') return node;
  const estimate = run as EstimatorRun;
  const checked: EstimatorRun = (...call) => {
    const rows: unknown = estimate(...call);
    if (typeof rows !== 'function') throw wrong(plugin, 'its `run` returns no function that makes the rows');
    return () => checkedRows(rows(), plugin);
  };
  const { check } = node;
  if (check === undefined) return { ...node, run: checked };
  if (typeof check !== 'function') throw wrongCheck(plugin, 'is no function');
  return { ...node, run: checked, check: checkedCheck(check, plugin, running) };
}

/** Rows as objects of their own, which a plugin may copy, or look through by their keys; those of columns are views. */
function claimOnObjects(run: ClaimRun): ClaimRun {
  return (params, { estimates, training, ...context }) =>
    run(params, { ...context, estimates: estimates.map(plainRow), training: training.map(plainRow) });
}

function reportOnObjects(run: ReportRun): ReportRun {
  const plain = (rows: readonly Row[]) => rows.map(plainRow);
  return (params, { tables: { axes, estimates, training, claims, cases }, ...context }) =>
    run(params, {
      ...context,
      tables: {
        axes,
        estimates: plain(estimates),
        training: plain(training),
        claims: plain(claims),
        cases: plain(cases),
      },
    });
}

function checkedCheck(
  check: EstimatorCheck,
  plugin: PluginModule,
  running: Kinds['running'],
): EstimatorCheck {
  return (...call) => {
    try {
      const problems: unknown = running(() => check(...call));
      if (isProblems(problems)) return problems;
      throw wrongCheck(plugin, 'gives no list of problems');
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      return [{ setting: [], message: error.message, hint: error.hint ?? 'mend the plugin' }];
    }
  };
}

function isProblems(problems: unknown): problems is readonly SettingProblem[] {
  const isText = (value: unknown) => typeof value === 'string';
  return (
    Array.isArray(problems) &&
    (problems as Partial<SettingProblem>[]).every(
      (one) =>
        Array.isArray(one?.setting) &&
        one.setting.every(isText) &&
        isText(one.message) &&
        isText(one.hint) &&
        (one.code === undefined || problemCodes.includes(one.code)),
    )
  );
}

function wrongCheck({ file }: PluginModule, message: string): RunError {
  return new RunError(`plugin ${file}: its \`check\` ${message}`, {
    hint: 'a problem has `setting` (a list of names), `message` and `hint`; docs/plugins.md shows one',
  });
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
