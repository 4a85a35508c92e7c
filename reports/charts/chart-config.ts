import type { JsonObject } from '../../src/plan/plan.ts';

const font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** How charts look. Colours are variables of the page, so that a chart follows its light and dark. */
export const chartConfig: JsonObject = {
  background: null,
  aria: false,
  font,
  view: { stroke: null },
  axis: {
    labelColor: 'var(--muted)',
    titleColor: 'var(--ink)',
    titleFontWeight: 'normal',
    titleFontSize: 12,
    labelFontSize: 11,
    gridColor: 'var(--grid)',
    domainColor: 'var(--rule)',
    tickColor: 'var(--rule)',
    tickCount: 5,
    labelOverlap: 'greedy',
    labelFlush: false,
    titlePadding: 8,
  },
};
