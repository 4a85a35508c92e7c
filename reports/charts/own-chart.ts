import type { JsonObject } from '../../src/plan/plan.ts';
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
  const part =
    chart.rows.length < chart.total ? ` ${chart.rows.length} of ${chart.total} rows are drawn.` : '';
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

function own(given: JsonObject[string] | undefined): JsonObject {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonObject) : {};
}
