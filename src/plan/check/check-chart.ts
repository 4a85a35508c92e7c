import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { type LocatedNode, toPlain } from '../../document/tree.ts';
import { showValue } from '../../spec/wording.ts';
import type { JsonObject } from '../json.ts';
import { type ChartProblem, chartProblems } from './chart-rules.ts';
import { type ChartRows, checkChartFields } from './check-chart-fields.ts';

/** What keeps Vega-Lite from drawing a view that follows the rules of charts, and where; empty when nothing does. */
export type ViewProblems = (vegaLite: JsonObject) => readonly ChartProblem[];

/**
 * Checks a study's own Vega-Lite: it is one view, whose data are given to it, it loads nothing and is bounded; its fields are
 * columns; and Vega-Lite takes it.
 * @param rows null where its columns cannot be told
 * @param viewProblems left out, the last is not looked at
 */
export function checkChart(
  chart: LocatedNode,
  path: string,
  rows: ChartRows | null,
  viewProblems: ViewProblems = () => [],
): Diagnostic[] {
  const found = chartProblems(toPlain(chart)).map((one) => refusedAt(chart, path, one));
  if (chart.type !== 'map' || found.length > 0) return found;
  if (!chart.entries.has('mark') && !chart.entries.has('layer')) {
    const hint = 'such as `mark: line`, with an `encoding`';
    return [problem('key-missing', chart.origin, path, 'a chart needs `mark` or `layer`', hint)];
  }
  const fields = rows ? checkChartFields(chart, path, rows) : [];
  const more = viewProblems(toPlain(chart) as JsonObject).map((one) => {
    if (one.path.length > 0) return refusedAt(chart, path, one);
    const message = `Vega-Lite cannot draw this chart: ${one.why}`;
    return problem('value-not-allowed', chart.origin, path, message);
  });
  return [...fields, ...more];
}

/** The diagnostic of a problem: at the key, or at the entry of a list. */
function refusedAt(chart: LocatedNode, path: string, { path: keys, why }: ChartProblem): Diagnostic {
  let [node, origin] = [chart, chart.origin];
  for (const key of keys) {
    if (node.type === 'map' && node.entries.has(key)) {
      const entry = node.entries.get(key)!;
      [node, origin] = [entry.value, entry.key];
    } else if (node.type === 'seq' && node.items[Number(key)]) {
      node = node.items[Number(key)]!;
      origin = node.origin;
    }
  }
  const last = keys.at(-1);
  if (last === undefined) return problem('value-not-allowed', origin, path, `a chart is drawn when ${why}`);
  const shown = showValue(/^\d+$/.test(last) ? toPlain(node) : last);
  const message = `a chart has no such ${shown}: ${why}`;
  return problem('value-not-allowed', origin, `${path}.${keys.join('.')}`, message, 'change or remove it');
}
