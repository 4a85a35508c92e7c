import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { type LocatedNode, toPlain } from '../document/tree.ts';
import type { JsonObject } from '../node/json.ts';
import { showValue } from '../spec/wording.ts';
import { checkChartFields } from './check-chart-fields.ts';

/** Why a key of Vega-Lite may not stand in a study's chart. */
const refused: Readonly<Record<string, string>> = {
  data: 'the data are the rows of `table`',
  datasets: 'the data are the rows of `table`',
  url: 'a report loads nothing',
  href: 'a report leads nowhere',
  width: 'a chart is as wide as the page',
  height: 'a chart is as wide as the page',
  hconcat: 'a chart is one view, or layers of it',
  vconcat: 'a chart is one view, or layers of it',
  concat: 'a chart is one view, or layers of it',
  repeat: 'a chart is one view, or layers of it',
  spec: 'a chart is one view, or layers of it',
  facet: 'a chart is one view, or layers of it',
  row: 'a chart is one view, or layers of it',
  column: 'a chart is one view, or layers of it',
};

/** Why Vega-Lite cannot draw a view, or null. */
export type ViewProblem = (vegaLite: JsonObject) => string | null;

/** What a chart is drawn of. */
export interface ChartRows {
  readonly table: string;
  /** Of the table, those of the matrix's axes included. */
  readonly columns: readonly string[];
}

/**
 * Checks a study's own Vega-Lite: it is one view, whose data are given to it, and it loads nothing; its fields are columns; and
 * Vega-Lite takes it.
 * @param viewProblem left out, the last is not looked at
 */
export function checkChart(
  chart: LocatedNode,
  path: string,
  { table, columns }: ChartRows,
  viewProblem: ViewProblem = () => null,
): Diagnostic[] {
  const found = walk(chart, path);
  if (chart.type !== 'map' || found.length > 0) return found;
  if (!chart.entries.has('mark') && !chart.entries.has('layer')) {
    const hint = 'such as `mark: line`, with an `encoding`';
    return [problem('key-missing', chart.origin, path, 'a chart needs `mark` or `layer`', hint)];
  }
  const fields = checkChartFields(chart, path, table, columns);
  const refusal = viewProblem(toPlain(chart) as JsonObject);
  if (refusal === null) return fields;
  const message = `Vega-Lite cannot draw this chart: ${refusal}`;
  return [...fields, problem('value-not-allowed', chart.origin, path, message)];
}

function walk(node: LocatedNode, path: string): Diagnostic[] {
  if (node.type === 'seq') return node.items.flatMap((item, index) => walk(item, `${path}.${index}`));
  if (node.type !== 'map') return [];
  return [...node.entries].flatMap(([name, { key, value }]) => {
    const own = `${path}.${name}`;
    const why = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (why === undefined) return walk(value, own);
    return [
      problem('value-not-allowed', key, own, `a chart has no ${showValue(name)} here: ${why}`, 'remove it'),
    ];
  });
}
