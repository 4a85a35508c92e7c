import { Error as errorsOnly, logger, parse } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import type { JsonObject } from '../../src/plan/plan.ts';

/**
 * Why a view cannot be drawn: Vega-Lite does not take it, or an expression is none that the interpreter knows. Null when
 * it can.
 *
 * @param vegaLite a single or layered view without data
 */
export function viewProblem(vegaLite: JsonObject): string | null {
  const strange = marksOf(vegaLite).find((mark) => !marks.includes(mark));
  if (strange !== undefined) return `there is no mark \`${strange}\`; there are ${marks.join(', ')}`;
  const view: object = { ...vegaLite, data: { values: [] } };
  try {
    const { spec } = compile(view as TopLevelSpec, { logger: logger(errorsOnly) });
    parse(spec, undefined, { ast: true });
    return null;
  } catch (cause) {
    return (cause as Error).message;
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
    'rect',
  ],
  ...['rule', 'square', 'text', 'tick', 'trail'],
];

function marksOf({ mark, layer }: JsonObject): string[] {
  const layers = Array.isArray(layer) ? layer.flatMap((view) => marksOf(view as JsonObject)) : [];
  if (mark === undefined) return layers;
  const type = typeof mark === 'object' && mark !== null && 'type' in mark ? mark.type : mark;
  return [String(type), ...layers];
}
