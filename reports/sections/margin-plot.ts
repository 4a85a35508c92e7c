import type { Row } from '../../src/table/columns.ts';
import { html, type Markup } from '../html.ts';
import { signed } from './verdict.ts';

const plot = { width: 190, height: 30, edge: 8 };

/**
 * The margins of a claim on a line: a dot a trial, a bar for the 95 % interval that decides the verdict, and the border at 0, to the left
 * of which a claim is broken. The scale is the claim's own and reaches as far to the left as to the right.
 * @param row of the claim over its trials
 * @param trials its rows by trial
 * @returns nothing where no margin is known
 */
export function marginPlot(row: Row, trials: readonly Row[], unit: string): Markup | null {
  const dots = trials.flatMap(({ worst_margin: margin }) => (typeof margin === 'number' ? [margin] : []));
  const interval = typeof row.low === 'number' && typeof row.high === 'number' ? [row.low, row.high] : [];
  const far = Math.max(0, ...[...dots, ...interval].map(Math.abs));
  // an interval of few trials can reach beyond what a share can be
  const reach = unit === 'share' ? Math.min(1, far) : far;
  if (reach === 0) return null;
  const { width, height, edge } = plot;
  // to half a pixel, so that dots of many trials are drawn once where they lie upon each other
  const x = (value: number) =>
    String(Math.round(2 * (Math.max(-1, Math.min(1, value / reach)) * (width / 2 - edge) + width / 2)) / 2);
  const [low, high] = interval;
  const middle = height / 2 - 4;
  const bar =
    low === undefined || high === undefined
      ? null
      : html`<path class="interval" d="M${x(low)},${middle}H${x(high)}"/>`;
  const label = `margins from ${signed(-reach)} to ${signed(reach, unit)}: ${said(dots, interval, unit)}`;
  return html`<svg class="margins" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><rect class="breaks" width="${width / 2}" height="${height - 9}"/><path class="border" d="M${width / 2},0V${height - 9}"/>${bar}${[...new Set(dots.map(x))].map((place) => html`<circle cx="${place}" cy="${middle}" r="3"/>`)}<text x="1" y="${height - 1}">${signed(-reach)}</text><text class="end" x="${width - 1}" y="${height - 1}">${signed(reach, unit)}</text></svg>`;
}

function said(dots: readonly number[], interval: readonly number[], unit: string): string {
  const trials = dots.length === 1 ? `${signed(dots[0]!, unit)} in one trial` : `${dots.length} trials`;
  const [low, high] = interval;
  return low === undefined ? trials : `${trials}, 95 % interval ${signed(low)} to ${signed(high!, unit)}`;
}
