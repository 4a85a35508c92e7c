import type { JsonObject } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { html, type Markup } from '../html.ts';
import type { AgreementGroup, Conclusion, RankAgreement } from '../report-input.ts';
import { isUnfinished } from './run-state.ts';
import { verdictOf, wholeArrows } from './verdict.ts';

/** Readings whose agreement stands pair by pair; of more, only those that agree least. */
const mostReadings = 12;
/** Pairs that are named where not all are. */
const mostPairs = 10;
/** Readings that are named which say nothing. */
const mostUnclear = 3;

/**
 * Every claim judged by every estimator of its quantity, and how far these order the layers alike; nothing without two.
 * @param lock of the run
 */
export function agreementBlocks(groups: readonly AgreementGroup[], lock: JsonObject): Markup {
  if (groups.length === 0) return html``;
  return html`<div id="agreement"><h3>Which conclusions survive</h3>
<p class="lead">Quantities that this study estimates in more than one way, on the same layers. A conclusion worth keeping does not depend on the estimator.</p>
${groups.map((group) => groupBlock(group, lock))}</div>`;
}

function groupBlock(group: AgreementGroup, lock: JsonObject): Markup {
  const { quantity, model, layers, conclusions, readings } = group;
  const table = readings.length > mostReadings ? counts(group, lock) : matrix(group, lock);
  return html`<div class="card"><h4>${quantity} of ${layers.join(', ')} in ${model}</h4>
${conclusions.length === 0 ? html`<p class="note">There is no claim about this quantity.</p>` : table}
${ranks(group)}
${settings(group)}</div>`;
}

/** A row a conclusion, a column an estimator with its name upright. */
function matrix({ readings, conclusions }: AgreementGroup, lock: JsonObject): Markup {
  const heads = readings.map(({ name, settings: how }) => upright(name, how));
  const rows = conclusions.map((conclusion) => {
    const cells = conclusion.verdicts.map((row) => {
      const verdict = verdictOf(row, lock);
      return html`<td class="${verdict.style}" title="${casesOf(row)}"><span aria-hidden="true">${verdict.sign}</span><span class="unseen">${verdict.word}</span></td>`;
    });
    return html`<tr>${conclusionHead(conclusion, readings)}${cells}</tr>`;
  });
  const word = isUnfinished(lock) ? 'So far: ' : '';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts by estimator"><table class="matrix"><thead><tr><th scope="col">conclusion</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">${word}✓ holds, ✗ fails, ? unclear, ○ vacuous, – no data.</p>`;
}

/** A row a conclusion, of so many estimators that only how many come to which verdict has room; their names fold. */
function counts({ conclusions, readings }: AgreementGroup, lock: JsonObject): Markup {
  const rows = conclusions.map((conclusion) => {
    const groups = groupRows(
      conclusion.verdicts.map((row, at) => ({ shown: verdictOf(row, lock), name: readings[at]!.name })),
      ({ shown }) => shown.word,
    );
    const parts = [...groups.values()].map((group) => {
      const { style, sign, word } = group[0]!.shown;
      return html`<details><summary><span class="${style}">${sign} ${word} by ${group.length}</span></summary>${group.map(({ name }) => name).join(', ')}</details>`;
    });
    return html`<tr>${conclusionHead(conclusion, readings)}<td class="wrap">${parts}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts by estimator"><table class="matrix"><thead><tr><th scope="col">conclusion</th><th scope="col">verdicts</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A claim in words without what is of one reading alone: its estimator, its settings and its trials. */
function conclusionWords(
  statement: string,
  readings: readonly { readonly name: string; readonly label: string }[],
): string {
  const plain = statement.slice(0, endOfWords(statement));
  return readings
    .flatMap(({ name, label }) => [name, label])
    .reduce((text, name) => text.replace(` (${name})`, ''), plain);
}

/** Where the settings in which a statement holds, or its number of trials, stand in brackets at its end; its length where they do not. */
function endOfWords(statement: string): number {
  if (!statement.endsWith(')')) return statement.length;
  const bracket = statement.lastIndexOf(')', statement.length - 2) + 1;
  const settings = statement.search(/ \(holds in \d+ of \d+ settings/);
  const trials = statement.slice(bracket).search(/ \(\d+ trial/);
  if (settings >= 0) return settings;
  return trials >= 0 ? bracket + trials : statement.length;
}

function conclusionHead(
  { claims, statement, verdicts }: Conclusion,
  readings: AgreementGroup['readings'],
): Markup {
  const { word, style } = survival(verdicts, readings);
  return html`<th scope="row" class="wrap"><b class="${style}">${word}</b>: ${wholeArrows(conclusionWords(statement, readings))} <small>(${claims.join(', ')})</small></th>`;
}

function casesOf(row: Row): string {
  const margin = typeof row.worst_margin === 'number' ? `, worst margin ${row.worst_margin.toFixed(3)}` : '';
  return `${row.violations} of ${row.cases} cases broken${margin}`;
}

/** The head of a column that is narrower than its name. */
function upright(name: string, title: string): Markup {
  return html`<th scope="col" class="upright" title="${title}"><span>${name}</span></th>`;
}

const saysSomething = new Set(['holds', 'fails', 'held-once', 'failed-once']);

/** Whether all readings that say something say the same, and which do not say anything. */
function survival(
  verdicts: Conclusion['verdicts'],
  readings: AgreementGroup['readings'],
): { word: string; style: string } {
  const told = verdicts.filter(
    ({ verdict }, at) => saysSomething.has(String(verdict)) && readings[at]?.silent !== true,
  );
  const found = toldWords(told);
  const undecided = readings.filter((_, at) => verdicts[at]?.verdict === 'unclear').map(({ name }) => name);
  const silent = readings.filter(({ silent: one }) => one).map(({ name }) => name);
  const notes = [
    undecided.length > 0 ? `unclear by ${someOf(undecided)}` : '',
    silent.length > 0 ? `every value of ${someOf(silent)} is saturated or collapsed, which says nothing` : '',
  ].filter((note) => note !== '');
  return { ...found, word: [found.word, ...notes].join('; ') };
}

/** A few names, and how many more there are. */
function someOf(names: readonly string[]): string {
  const more = names.length > mostUnclear ? ` and ${names.length - mostUnclear} more` : '';
  return `${names.slice(0, mostUnclear).join(', ')}${more}`;
}

function toldWords(told: Conclusion['verdicts']): { word: string; style: string } {
  const held = told.filter(({ verdict }) => verdict === 'holds' || verdict === 'held-once').length;
  if (told.length < 2) return { word: 'Cannot be compared', style: 'neutral' };
  if (held === told.length)
    return { word: `Survives: holds by all ${held} that say something`, style: 'good' };
  if (held === 0) return { word: `Fails by all ${told.length} that say something`, style: 'bad' };
  return { word: `Depends on the estimator: holds by ${held} of ${told.length}`, style: 'bad' };
}

function ranks({ readings, ranks: all }: AgreementGroup): Markup {
  const table = readings.length > mostReadings ? leastAgreeing(all, readings) : rankTable(readings, all);
  return html`<h5>Order of the layers</h5>
<p class="caption">Kendall's tau-b of the layers' values, mean over rows and trials: 1 is the same order, −1 the reverse order, 0 no order in common.</p>
${table}`;
}

/** The pairs that agree least, and where the others lie. */
function leastAgreeing(all: readonly RankAgreement[], readings: AgreementGroup['readings']): Markup {
  const names = new Map(readings.map(({ label, name }) => [label, name]));
  const known = all.flatMap((rank) => (rank.tau === null ? [] : [{ ...rank, tau: rank.tau }]));
  known.sort((a, b) => a.tau - b.tau);
  if (known.length === 0) return html`<p class="note">No two of them order the layers.</p>`;
  const middle = known[known.length >> 1]!.tau.toFixed(2);
  const rows = known
    .slice(0, mostPairs)
    .map(
      ({ first, second, tau }) =>
        html`<tr><th scope="row">${names.get(first)!}</th><td>${names.get(second)!}</td><td class="number">${tau.toFixed(2)}</td></tr>`,
    );
  return html`<p>Of ${known.length.toLocaleString('en')} pairs half agree by ${middle} or more. The ${rows.length} that agree least:</p>
<div class="scroll" tabindex="0" role="region" aria-label="Pairs that agree least"><table class="narrow"><thead><tr><th scope="col">estimator</th><th scope="col">and</th><th scope="col" class="number">tau-b</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function rankTable(readings: AgreementGroup['readings'], all: readonly RankAgreement[]): Markup {
  const cell = (a: string, b: string): Markup => {
    if (a === b) return html`<td class="number">–</td>`;
    const rank = all.find(
      (each) => [each.first, each.second].includes(a) && [each.first, each.second].includes(b),
    );
    return html`<td class="number">${rank?.tau == null ? '' : rank.tau.toFixed(2)}</td>`;
  };
  const rows = readings.map(
    ({ label, name }) =>
      html`<tr><th scope="row">${name}</th>${readings.map((other) => cell(label, other.label))}</tr>`,
  );
  const heads = readings.map(({ name, settings: how }) => upright(name, how));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rank agreement"><table class="narrow"><thead><tr><th scope="col"></th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function settings({ readings }: AgreementGroup): Markup {
  const items = readings.map(
    ({ name, label, settings: how }) =>
      html`<li><b>${name}</b>${name === label ? null : html` (${label})`}: ${how}</li>`,
  );
  return html`<details><summary>The ${readings.length} estimators and their settings</summary><ul class="scroll short" tabindex="0" aria-label="Settings">${items}</ul></details>`;
}
