import type { Json, JsonObject } from '../json.ts';
import { amountRefusal } from './chart-amounts.ts';
import { selectionRefusal, textRefusal } from './chart-texts.ts';

/** What stands in the way of a chart of a study's own. */
export interface ChartProblem {
  /** Keys and places in lists that lead to it; empty for the whole chart. */
  readonly path: readonly string[];
  /** What would be allowed there. */
  readonly why: string;
}

const drawsRows = 'the data are the rows of `table`';
const wide = 'a chart is as wide as the page';
const oneView = 'a chart is one view, or layers of it';
const noVega = 'a chart is Vega-Lite, not Vega';

/** Why a key of Vega-Lite may not stand in a study's chart. */
const refusedKeys: Readonly<Record<string, string>> = {
  data: drawsRows,
  datasets: drawsRows,
  url: 'a report loads nothing',
  href: 'a report leads nowhere',
  usermeta: 'it would steer the page around the chart',
  width: wide,
  height: wide,
  hconcat: oneView,
  vconcat: oneView,
  concat: oneView,
  repeat: oneView,
  spec: oneView,
  facet: oneView,
  row: oneView,
  column: oneView,
  signals: noVega,
  marks: noVega,
  encode: noVega,
  events: noVega,
  customFormatTypes: 'only the formats of Vega itself can be used in a report',
};

const configKeys =
  /^(axis[A-Za-z]*|mark|arc|area|bar|boxplot|circle|errorband|errorbar|line|point|rect|rule|square|text|tick|trail|background|font|legend|title|view|scale|range|style|padding|numberFormat|normalizedNumberFormat|countTitle|fieldTitle)$/;

/** The most that a chart may hold, so that looking at it ends at once. */
const limits = { values: 5000, depth: 40, list: 2000, views: 40, transforms: 50, copies: 100 };

/**
 * What may not stand in a study's own Vega-Lite: a chart loads nothing, leads nowhere, is of a bounded size, makes a bounded number of
 * things, and its selections choose colours and scales but no rows, so that what the reader clicks on asks for no more than was
 * drawn at first. Its expressions are judged elsewhere (`expressionProblems`).
 *
 * @returns problems in the order of the chart; of one that is too large only that
 */
export function chartProblems(chart: Json): readonly ChartProblem[] {
  const large = tooLarge(chart);
  if (large !== null) return [large];
  return [...walk(chart, [], '', false), ...tooMuch(chart)];
}

function walk(value: Json, path: readonly string[], key: string, ofRows: boolean): ChartProblem[] {
  if (path.length > 0) {
    const why = refusal(key, value, path.at(-2) ?? '', ofRows);
    if (why !== null) return [{ path, why }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const inRows = ofRows || key === 'transform' || key === 'bin' || key === 'extent';
  return Object.entries(value).flatMap(([name, inner]) =>
    walk(inner as Json, [...path, name], Array.isArray(value) ? key : name, inRows),
  );
}

function refusal(key: string, value: Json, parent: string, ofRows: boolean): string | null {
  if (Object.hasOwn(refusedKeys, key)) return refusedKeys[key]!;
  if (parent === 'config' && !configKeys.test(key)) return 'it is not among the settings of a chart here';
  if (key === 'bind' && value !== 'scales' && value !== 'legend')
    return 'of bindings it may have `scales` and `legend`';
  if ((key === 'cursor' || key === 'blend') && (typeof value !== 'string' || !/^[a-z-]+$/.test(value)))
    return 'it must be a literal word';
  if (parent === 'select') return selectionRefusal(key, value);
  if (key === 'param' && ofRows) return 'here a selection can choose colours and scales, not rows';
  if (key === 'condition' && onSelection(value) && hasKey(value, (name, one) => madeLater(name, one)))
    return 'what a selection shows must be a literal value, or a field with a scale';
  return amountRefusal(key, value) ?? (typeof value === 'string' ? textRefusal(key, value) : null);
}

function onSelection(condition: Json): boolean {
  return hasKey(condition, (name) => name === 'param');
}

function madeLater(name: string, value: Json): boolean {
  return name === 'expr' || name === 'signal' || (name === 'scale' && value === null);
}

function hasKey(value: Json, is: (name: string, value: Json) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => (!Array.isArray(value) && is(name, inner as Json)) || hasKey(inner as Json, is),
  );
}

/** The first thing that makes a chart too large to be looked at. */
function tooLarge(chart: Json): ChartProblem | null {
  const open: { readonly value: Json; readonly path: readonly string[] }[] = [{ value: chart, path: [] }];
  for (let seen = 1; open.length > 0; seen++) {
    const { value, path } = open.pop()!;
    if (seen > limits.values) return { path: [], why: `it holds at most ${limits.values} values` };
    if (path.length > limits.depth) return { path, why: `it must be at most ${limits.depth} levels deep` };
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.entries(value);
    if (inner.length > limits.list) return { path, why: `at most ${limits.list} entries stand together` };
    for (const [name, one] of inner) open.push({ value: one as Json, path: [...path, name] });
  }
  return null;
}

/** Views, transforms, and rows made out of one. */
function tooMuch(chart: Json): ChartProblem[] {
  let [views, transforms, copies] = [0, 0, 1];
  const found: ChartProblem[] = [];
  const say = (path: readonly string[], over: boolean, why: string) => {
    if (over && !found.some((one) => one.why === why)) found.push({ path, why });
  };
  const look = (value: Json, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value as JsonObject)) {
      const own = [...path, name];
      if (name === 'layer' && Array.isArray(inner)) views += inner.length;
      if (name === 'transform' && Array.isArray(inner)) transforms += inner.length;
      if (name === 'fold' && Array.isArray(inner)) copies *= Math.max(1, inner.length);
      if (name === 'flatten') copies *= 10;
      say(own, views > limits.views, `a chart has at most ${limits.views} layers`);
      say(own, transforms > limits.transforms, `a chart has at most ${limits.transforms} transforms`);
      say(own, copies > limits.copies, `at most ${limits.copies} rows are made out of one`);
      look(inner, own);
    }
  };
  look(chart, []);
  return found;
}
