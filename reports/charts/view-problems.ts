import { Error as errorsOnly, logger, parse } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import type { Json, JsonObject } from '../../src/plan/plan.ts';
import { type ExpressionProblem, expressionProblems } from './expression-problems.ts';
import { vegaReason } from './vega-reason.ts';

/**
 * Why a view cannot be drawn, and where as far as that is known: expressions say what they may not, or Vega-Lite does not
 * take the view. Empty when it can.
 *
 * @param vegaLite a single or layered view without data, which follows the rules of charts and so is bounded
 */
export function viewProblems(vegaLite: JsonObject): readonly ExpressionProblem[] {
  const found = expressionProblems(vegaLite);
  if (found.length > 0) return found;
  const strange = marksOf(vegaLite).find((mark) => !marks.includes(mark));
  if (strange !== undefined)
    return [{ path: [], why: `there is no mark \`${strange}\`; there are ${marks.join(', ')}` }];
  const view: object = { ...vegaLite, data: { values: [] } };
  try {
    const { spec } = compile(view as TopLevelSpec, { logger: logger(errorsOnly) });
    parse(spec, undefined, { ast: true });
    return [];
  } catch (cause) {
    return [{ path: [], why: vegaReason(cause) }];
  }
}

/** All marks of Vega-Lite 6; of one that it does not know it gives no reason. */
const marks: readonly string[] = [
  ...[
    'arc',
    'area',
    'bar',
    'boxplot',
    'circle',
    'errorband',
    'errorbar',
    'geoshape',
    'image',
    'line',
    'point',
  ],
  ...['rect', 'rule', 'square', 'text', 'tick', 'trail'],
];

function marksOf({ mark, layer }: JsonObject): string[] {
  const layers = Array.isArray(layer) ? layer.filter(isMap).flatMap(marksOf) : [];
  if (mark === undefined) return layers;
  const type = typeof mark === 'object' && mark !== null && 'type' in mark ? mark.type : mark;
  // a map of YAML has no prototype, and so no text of its own
  return [typeof type === 'string' ? type : JSON.stringify(type).slice(0, 40), ...layers];
}

function isMap(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
