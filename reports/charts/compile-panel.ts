import { Error as errorsOnly, logger, parse, resetSVGDefIds, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import type { JsonObject } from '../../src/plan/plan.ts';
import type { Panel } from '../report-input.ts';
import { chartConfig } from './chart-config.ts';
import { compactSvg } from './compact-svg.ts';

/** A panel ready for the page. */
export interface CompiledPanel {
  /** The Vega specification, for the page's runtime. */
  readonly vega: JsonObject;
  /** The chart as it stands at the beginning, as inline SVG. */
  readonly svg: string;
}

/** How a panel is drawn where it is not for the page. */
export interface PanelLook {
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
  /** Put over the page's configuration of charts. */
  readonly config: JsonObject;
}

/** Pixels of a panel on the page. */
export const panelSizes = {
  wide: { width: 760, height: 430 },
  tall: { width: 500, height: 400 },
  small: { width: 330, height: 230 },
  square: { width: 340, height: 300 },
};

/**
 * Compiles a panel's Vega-Lite to Vega and draws it without a browser. Expressions are interpreted, never turned into code.
 * @throws what Vega says is wrong, first of all that which it only logs while it draws
 * @param id unique in the page; keeps the ids inside the SVG apart from those of other charts
 * @param look the page's when left out
 */
export async function compilePanel(panel: Panel, id: string, look?: PanelLook): Promise<CompiledPanel> {
  const { width, height } = look ?? panelSizes[panel.size];
  const given = { ...panel.vegaLite, width, height, autosize: { type: 'fit', contains: 'padding' } };
  const config = { ...chartConfig, ...look?.config };
  const quiet = logger(errorsOnly);
  const errors: unknown[] = [];
  quiet.error = (...said) => {
    errors.push(said[0]);
    return quiet;
  };
  const { spec } = compile(given as TopLevelSpec, { config, logger: quiet });
  resetSVGDefIds();
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'none',
    loader: noLoader,
    logger: quiet,
  });
  for (const [name, value] of Object.entries(panel.still ?? {})) view.signal(name, value);
  const drawn = await view.toSVG().catch((cause) => errors.push(cause));
  view.finalize();
  if (typeof drawn !== 'string' || errors.length > 0) throw errors[0];
  return { vega: spec as JsonObject, svg: compactSvg(drawn, id, String(config.font)) };
}

const refuse = () => Promise.reject(new Error('a report loads nothing'));
/** Charts have their data with them. */
const noLoader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
