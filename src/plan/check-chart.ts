import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import type { LocatedNode } from '../document/tree.ts';
import { showValue } from '../spec/wording.ts';

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

/**
 * Checks a study's own Vega-Lite: it is one view, whose data are given to it, and it loads nothing. Whether Vega-Lite
 * takes it otherwise shows when the report is drawn.
 */
export function checkChart(chart: LocatedNode, path: string): Diagnostic[] {
  const found = walk(chart, path);
  if (chart.type !== 'map' || chart.entries.has('mark') || chart.entries.has('layer') || found.length > 0) {
    return found;
  }
  const hint = 'such as `mark: line`, with an `encoding`';
  return [problem('key-missing', chart.origin, path, 'a chart needs `mark` or `layer`', hint)];
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
