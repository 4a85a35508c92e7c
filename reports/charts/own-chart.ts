import { isJsonObject, type Json, type JsonObject } from '../../src/plan/json.ts';
import type { Row } from '../../src/table/columns.ts';
import type { Figure } from '../report-input.ts';

/** A study's own chart. */
export interface OwnChart {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly table: string;
  /** A single or layered view without data. */
  readonly vegaLite: JsonObject;
  readonly rows: readonly Row[];
  /** Rows that were chosen, before they were thinned. */
  readonly total: number;
}

const palette = Array.from({ length: 8 }, (_, i) => `var(--s${i + 1})`);

/** Colours of the page for what the study does not colour itself. */
const config: JsonObject = {
  range: { category: palette, heatmap: ['#e4eef7', '#08519c'], ramp: ['#e4eef7', '#08519c'] },
  mark: { color: 'var(--s1)' },
  legend: { labelColor: 'var(--muted)', titleColor: 'var(--ink)', titleFontWeight: 'normal', orient: 'top' },
  title: { color: 'var(--ink)', fontWeight: 'normal', fontSize: 13 },
  text: { color: 'var(--ink)' },
  rule: { color: 'var(--muted)' },
  boxplot: { median: { color: 'var(--panel)' }, rule: { color: 'var(--muted)' } },
};

/** The figure of a chart that a study draws itself, in the colours of the page. @param problem why it is not drawn */
export function ownChartFigure(chart: OwnChart, problem: string | null): Figure {
  const thinned =
    chart.rows.length < chart.total ? ` ${chart.rows.length} of ${chart.total} rows are drawn.` : '';
  const part = `${thinned}${withoutPlace(chart)}`;
  return {
    id: chart.id,
    title: chart.title,
    caption: `${chart.caption}${part}`.trim() || `Drawn from the table of ${chart.table}.`,
    alt: `${chart.caption || chart.title}. A chart of ${chart.rows.length} rows of the table of ${chart.table}; its values are in the table below it.`,
    legend: [],
    own: true,
    ...(problem === null ? {} : { problem }),
    panels:
      chart.rows.length === 0 || problem !== null
        ? []
        : [
            {
              title: '',
              group: '',
              size: 'wide',
              vegaLite: {
                ...chart.vegaLite,
                data: { values: chart.rows },
                config: { ...config, ...own(chart.vegaLite.config) },
              },
            },
          ],
    scrubber: null,
    switches: [],
    data: chart.rows,
  };
}

/** What has no place on the logarithmic axes of a chart, in words. */
function withoutPlace({ vegaLite, rows }: OwnChart): string {
  return logFields(vegaLite)
    .map(
      (field) =>
        [field, rows.filter((row) => typeof row[field] === 'number' && row[field] <= 0).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(
      ([field, count]) =>
        ` ${count} of ${rows.length} rows have ${field} at 0 or below, which has no place on its logarithmic axis.`,
    )
    .join('');
}

/** The fields that a chart puts on logarithmic scales. */
export function logFields(part: Json): string[] {
  if (typeof part !== 'object' || part === null) return [];
  if (Array.isArray(part)) return part.flatMap(logFields);
  const { field, scale, ...rest } = part as JsonObject;
  const log = isJsonObject(scale) && scale.type === 'log' && typeof field === 'string' ? [field] : [];
  return [...new Set([...log, ...Object.values(rest).flatMap(logFields)])];
}

function own(given: JsonObject[string] | undefined): JsonObject {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonObject) : {};
}
