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
  const view: object = { ...vegaLite, data: { values: [] } };
  try {
    const { spec } = compile(view as TopLevelSpec, { logger: logger(errorsOnly) });
    parse(spec, undefined, { ast: true });
    return null;
  } catch (cause) {
    return (cause as Error).message;
  }
}
