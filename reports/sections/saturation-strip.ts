import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { html, type Markup } from '../html.ts';

/** Columns of the strip, at most: neighbouring epochs share one. */
const mostColumns = 60;
/** Estimators with a strip of their own. */
const mostStrips = 12;
const cell = { width: 14, height: 14, label: 96 };
/** Pixels that the names of two epochs take. */
const narrowest = 96;

/**
 * Where entropies are saturated or collapsed: layer by epoch, the darker the larger the share of trials whose value carries an
 * alarm. One strip an estimator; nothing where no value carries one.
 */
export function saturationStrips(estimates: readonly Row[]): Markup {
  const flagged = new Set(estimates.filter(isFlagged).map(({ estimator }) => estimator));
  if (flagged.size === 0) return html``;
  const all = groupRows(
    estimates.filter(({ estimator, layer }) => flagged.has(estimator!) && layer != null),
    ({ estimator }) => String(estimator),
  );
  const strips = [...all].slice(0, mostStrips).map(([name, rows]) => strip(name, rows));
  const more = all.size - strips.length;
  return html`<div class="card strips"><h3>Where alarms are</h3>
<p class="caption">Layers by epochs; the darker a cell, the larger the share of its values that are saturated, collapsed or carry another alarm.</p>
<div class="grid">${strips}</div>${more > 0 ? html`<p class="note">And ${more} more estimators; see the column flag of the estimates.</p>` : null}</div>`;
}

function strip(name: string, rows: readonly Row[]): Markup {
  const layers = [...new Set(rows.map(({ layer }) => String(layer)))];
  const epochs = [...new Set(rows.map(({ epoch }) => Number(epoch)))].sort((a, b) => a - b);
  const columns = Math.min(epochs.length, mostColumns);
  const columnOf = new Map(epochs.map((epoch, at) => [epoch, Math.floor((at * columns) / epochs.length)]));
  const counts = layers.map(() => Array.from({ length: columns }, () => ({ rows: 0, flagged: 0 })));
  for (const row of rows) {
    const count = counts[layers.indexOf(String(row.layer))]![columnOf.get(Number(row.epoch))!]!;
    count.rows++;
    if (isFlagged(row)) count.flagged++;
  }
  const width = cell.label + Math.max(columns * cell.width, narrowest);
  const height = layers.length * cell.height + 16;
  const cells = counts.flatMap((line, y) =>
    line.flatMap(({ rows: all, flagged }, x) =>
      all === 0
        ? []
        : [
            html`<rect x="${cell.label + x * cell.width}" y="${y * cell.height}" width="${cell.width - 1}" height="${cell.height - 1}" fill-opacity="${Math.max(0.06, flagged / all).toFixed(2)}"/>`,
          ],
    ),
  );
  const names = layers.map(
    (layer, y) => html`<text x="0" y="${(y + 1) * cell.height - 4}">${short(layer)}</text>`,
  );
  const shares = layers.map((layer, y) => {
    const total = counts[y]!.reduce((sum, each) => sum + each.rows, 0);
    const alarms = counts[y]!.reduce((sum, each) => sum + each.flagged, 0);
    return `${layer} ${((100 * alarms) / total).toFixed(0)} %`;
  });
  return html`<div class="strip-of"><p class="heading">${name}</p><div class="scroll" tabindex="0" role="region" aria-label="Alarms of ${name}"><svg class="alarms" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Share of values with an alarm: ${shares.join(', ')}">${names}${cells}<text x="${cell.label}" y="${height - 3}">${columns * cell.width > narrowest + 20 || epochs.length === 1 ? `epoch ${brief(epochs[0]!)}` : `epochs ${brief(epochs[0]!)} to ${brief(epochs.at(-1)!)}`}</text><text class="end" x="${width - 1}" y="${height - 3}">${columns * cell.width > narrowest + 20 ? brief(epochs.at(-1)!) : ''}</text></svg></div></div>`;
}

function isFlagged({ flag }: Row): boolean {
  return typeof flag === 'string' && flag !== '';
}

function short(layer: string): string {
  return layer.length > 13 ? `${layer.slice(0, 12)}…` : layer;
}

function brief(epoch: number): string {
  return String(Number(epoch.toPrecision(3)));
}
