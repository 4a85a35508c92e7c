import { Error as errorsOnly, logger, parse } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import { RunError } from '../../src/node/run-error.ts';
import type { JsonObject } from '../../src/plan/plan.ts';

/**
 * Compiles a study's own Vega-Lite to see whether it can be drawn: Vega-Lite takes it, and every expression is one that the
 * interpreter knows.
 *
 * @param vegaLite a view without data
 * @param report its name in the study
 * @returns it as JSON
 * @throws RunError with what Vega-Lite says
 */
export function checkVegaLite(vegaLite: Record<string, unknown>, report: string): JsonObject {
  const plain: JsonObject = JSON.parse(JSON.stringify(vegaLite));
  const quiet = logger(errorsOnly);
  try {
    const view = { ...plain, data: { values: [] } };
    const { spec } = compile(view as object as TopLevelSpec, { logger: quiet });
    parse(spec, undefined, { ast: true });
  } catch (cause) {
    throw new RunError(`the report ${report} cannot be drawn: ${(cause as Error).message}`, {
      hint: 'mend its `vegaLite`; `infoplane report RUN` draws again without running anything',
      cause,
    });
  }
  return plain;
}
