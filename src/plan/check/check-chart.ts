import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { type LocatedNode, toPlain } from '../../document/tree.ts';
import { showValue } from '../../spec/wording.ts';
import type { JsonObject } from '../json.ts';
import { chartRefusal } from './chart-rules.ts';
import { type ChartRows, checkChartFields } from './check-chart-fields.ts';

/** Why Vega-Lite cannot draw a view, or null. */
export type ViewProblem = (vegaLite: JsonObject) => string | null;

/**
 * Checks a study's own Vega-Lite: it is one view, whose data are given to it, and it loads nothing; its fields are columns; and
 * Vega-Lite takes it.
 * @param rows null where its columns cannot be told
 * @param viewProblem left out, the last is not looked at
 */
export function checkChart(
  chart: LocatedNode,
  path: string,
  rows: ChartRows | null,
  viewProblem: ViewProblem = () => null,
): Diagnostic[] {
  const found = walk(chart, path);
  if (chart.type !== 'map' || found.length > 0) return found;
  if (!chart.entries.has('mark') && !chart.entries.has('layer')) {
    const hint = 'such as `mark: line`, with an `encoding`';
    return [problem('key-missing', chart.origin, path, 'a chart needs `mark` or `layer`', hint)];
  }
  const fields = rows ? checkChartFields(chart, path, rows) : [];
  const refusal = viewProblem(toPlain(chart) as JsonObject);
  if (refusal === null) return fields;
  const message = `Vega-Lite cannot draw this chart: ${refusal}`;
  return [...fields, problem('value-not-allowed', chart.origin, path, message)];
}

function walk(node: LocatedNode, path: string, parent = ''): Diagnostic[] {
  if (node.type === 'seq') {
    return node.items.flatMap((item, index) => {
      const why = item.type === 'scalar' ? chartRefusal(parent, item.value) : null;
      if (why === null) return walk(item, `${path}.${index}`, parent);
      const message = `a chart has no ${showValue(toPlain(item))} here: ${why}`;
      return [problem('value-not-allowed', item.origin, `${path}.${index}`, message, 'remove it')];
    });
  }
  if (node.type !== 'map') return [];
  return [...node.entries].flatMap(([name, { key, value }]) => {
    const own = `${path}.${name}`;
    const why = chartRefusal(name, toPlain(value));
    if (why === null) return walk(value, own, name);
    return [
      problem('value-not-allowed', key, own, `a chart has no ${showValue(name)} here: ${why}`, 'remove it'),
    ];
  });
}
