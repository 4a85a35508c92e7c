import { firstRows } from '../../src/table/by-cells.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { html, type Markup, markup } from '../html.ts';
import type { CalibrationCase, CalibrationSweep, EstimatorCalibration } from '../report-input.ts';
import { alarmTable } from './alarm-table.ts';

/** A calibration with its sweep drawn, where there is one. */
export interface DrawnCalibration {
  readonly calibration: EstimatorCalibration;
  readonly sweepSvg: string | null;
}

/** Columns of the known cases, and how they are set. */
const heads = [
  ['case', ''],
  ['quantity', ''],
  ['estimate', 'number'],
  ['known', 'number'],
  ['difference', 'number'],
  ['verdict', ''],
] as const;

/** Estimators whose cards stand apart; of more, those without a fault fold into one. */
const mostCards = 12;
/** Cards with a flat sweep that stand open. */
const mostOpen = 2;

/** What the estimators of this study give on known cases, and the alarms that their rows carry. */
export function calibrationBlocks(cards: readonly DrawnCalibration[], estimates: readonly Row[]): Markup {
  const sound = cards.filter(({ calibration }) => summaryOf(calibration).style === 'good');
  const folded = cards.length > mostCards ? sound : [];
  const flat = cards.filter(({ calibration }) => summaryOf(calibration).style === 'warn');
  const apart = cards.filter((card) => !folded.includes(card));
  return html`<div id="calibration"><h3>Calibration</h3>
<p class="lead">The estimators of this study applied to cases with known answers, which are not its data. Where the cases have widths or other settings of their own, the card says so.</p>
${apart.map((card) => calibrationCard(card, flat.length <= mostOpen))}
${folded.length > 0 ? html`<details class="card"><summary><h3>${folded.length} more settings</h3> <span class="good">✓ all their known cases agree</span></summary>${folded.map((card) => calibrationCard(card, false))}</details>` : null}
${alarmTable(estimates, uncalibrated(cards, estimates))}
${negatives(estimates)}
</div>`;
}

/** @param openFlat whether one whose sweep is flat stands open, as one does whose cases differ */
function calibrationCard({ calibration, sweepSvg }: DrawnCalibration, openFlat: boolean): Markup {
  const { cases, sweep } = calibration;
  const rows = cases.map(
    (each) =>
      html`<tr><th scope="row">${each.about}<br><small>known from: ${each.source}</small></th><td>${each.quantity}</td><td class="number">${each.value.toFixed(6)}</td><td class="number">${each.expected.toFixed(6)}</td><td class="number">${difference(each)}</td><td class="${agrees(each) ? 'good' : 'bad'}">${agrees(each) ? '✓ agrees' : '✗ differs'}</td></tr>`,
  );
  const drawn =
    sweep && sweepSvg
      ? html`<div class="sweep"><p class="heading">${sweep.title}</p><div class="chart" role="img" aria-label="${sweep.title}: ${sweep.points.map((point) => `correlation ${point.correlation}, estimate ${point.value.toFixed(3)}, true ${point.truth.toFixed(3)}`).join('; ')}">${markup(sweepSvg)}</div><p class="caption">${sweep.caption}</p></div>`
      : null;
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="Known cases"><table><thead><tr>${heads.map(([head, style]) => html`<th scope="col" class="${style}">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const { style, words } = summaryOf(calibration);
  const open = style === 'good' || (style === 'warn' && !openFlat) ? '' : ' open';
  const [how, ...more] = calibration.settings.split('. ');
  return html`<details class="card"${markup(open)}><summary><h3>${calibration.estimators.join(', ')}</h3> <span class="${style}">${words}</span>${how === '' ? null : html` <small class="note">${how}</small>`}</summary>${more.length === 0 ? null : html`<p class="caption">${more.join('. ')}</p>`}
${problemsOf(calibration)}${cases.length > 0 || drawn ? html`<div class="beside">${cases.length > 0 ? table : null}${drawn}</div>` : null}</details>`;
}

/** How the known cases went, in words. */
function summaryOf({ cases, sweep, problems }: EstimatorCalibration) {
  const right = cases.filter(agrees).length;
  const some = cases.length > 0 || sweep !== null;
  if (!some && problems.length > 0) return { style: 'bad', words: '✗ cannot be calibrated' };
  const left = problems.length > 0 ? `, ${problems.length} left out` : '';
  if (cases.length === 0) return { style: 'neutral', words: `– no known case for these settings${left}` };
  const all = right === cases.length;
  if (all && sweep?.flat)
    return {
      style: 'warn',
      words: `! ${right} of ${cases.length} known cases agree, but ${movesBy(sweep)}${left}`,
    };
  const style = !all ? 'bad' : problems.length > 0 ? 'neutral' : 'good';
  return { style, words: `${all ? '✓' : '✗'} ${right} of ${cases.length} known cases agree${left}` };
}

/** How little the estimates of a flat sweep move. */
function movesBy({ points, unit }: CalibrationSweep): string {
  const values = points.map(({ value }) => value);
  const truth = points.reduce((most, point) => Math.max(most, point.truth), 0);
  const range = Math.max(...values) - Math.min(...values);
  return `the estimate moves by ${range.toFixed(2)} ${unit} where the truth rises to ${truth.toFixed(1)}`;
}

/** What could not be made, one line a reason. */
function problemsOf({ problems }: EstimatorCalibration): Markup {
  const lines = [...groupRows(problems, ({ why }) => why)].map(([why, same]) => {
    const what = same.map((each) => each.what).filter((name) => name !== '');
    const names = what.length > 2 ? `${what.length} cases` : what.join('; ');
    return html`<p class="note">${names === '' ? '' : `Left out: ${names}. `}${sentence(why)}</p>`;
  });
  return html`${lines}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function agrees(each: CalibrationCase): boolean {
  return Math.abs(each.value - each.expected) <= each.tolerance;
}

function difference(each: CalibrationCase): string {
  const value = Math.abs(each.value - each.expected);
  return value === 0 ? '0' : value.toExponential(1);
}

/** Estimators without a card, of which no alarm says nothing. */
function uncalibrated(cards: readonly DrawnCalibration[], estimates: readonly Row[]): string[] {
  const known = new Set(cards.flatMap(({ calibration }) => calibration.estimators));
  const all = firstRows(['estimator'], estimates).flatMap(({ estimator }) =>
    typeof estimator === 'string' ? estimator : [],
  );
  return all.filter((name) => !known.has(name));
}

/** Says what a negative value is, where there is one. */
function negatives(estimates: readonly Row[]): Markup {
  const negative = estimates.filter((row) => typeof row.value === 'number' && row.value < 0);
  if (negative.length === 0) return html``;
  const has = (test: (row: Row) => boolean) => negative.some(test);
  const isShannon = (row: Row) => row.alpha == null;
  const isEntropy = (row: Row) => String(row.quantity).startsWith('H(');
  const reasons = [
    has((row) => !isShannon(row)) &&
      'For an order alpha other than 1 the joint entropy can exceed the sum of its parts, so a matrix-based mutual information can be negative.',
    has((row) => isShannon(row) && !isEntropy(row)) &&
      'An estimate from nearest neighbours, or a difference of bounds, fluctuates around the true value, and can fall below 0 when that is small.',
    has((row) => isShannon(row) && isEntropy(row)) &&
      'The differential entropy of a layer with noise is negative where its density is above 1.',
  ].filter((reason) => reason !== false);
  return html`<p class="note">${negative.length} of ${estimates.length} values are below 0. That is not an error. ${reasons.join(' ')} No value is clipped.</p>`;
}
