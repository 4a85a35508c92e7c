// Cells of REPRODUCTION.md: what a claim came to, and means over trials.
import { meanInterval } from '../../dist/runner/kernels/statistics/mean-interval.js';
import { findingOf, isEmpty, settingsOf } from './verdict.mjs';

/** What a row over all settings says, with its numbers and with where it breaks. */
export function claimText({ judged, row }, seeds) {
  if (!row) return `\`${judged.claim}\` not run yet`;
  const word = wordsFor[findingOf(row)](row);
  const numbers = `${row.violations} of ${row.cases} against it${marginText(row)}${settingsText(row)}, ${plural(seeds, 'seed')}`;
  return `\`${judged.claim}\` ${word}: ${numbers}${placeText(row)}${doubtText(row)}`;
}

const wordsFor = {
  holds: () => 'holds',
  fails: () => 'fails',
  vacuous: () => 'is vacuous (no change beyond the tolerance)',
  unclear: ({ verdict }) => (verdict === 'held-once' ? 'held in the one trial' : 'is unclear'),
};

/** The worst margin, and the interval that judges; none where the share of places does. */
function marginText({ worst_margin: worst, low, high, statement }) {
  if (isEmpty(worst) || /% of the (places|trials)/.test(statement)) return '';
  const range = isEmpty(low) || isEmpty(high) ? '' : `, interval ${number(low)} to ${number(high)}`;
  return `, worst ${number(worst)}${range}`;
}

function settingsText(row) {
  const settings = settingsOf(row);
  return settings ? `, holds in ${settings.holding} of ${settings.all} settings` : '';
}

/** Where it breaks; a long list says its beginning. */
function placeText({ where, violations }) {
  if (isEmpty(where) || Number(violations) === 0) return '';
  const said = where
    .replaceAll(' | ', '; ') // a bar ends a cell
    .replaceAll(/(all \d+ at [^;(]*) \(the same in most of \d+ trials: [^)]*\)/g, '$1')
    .replaceAll(/ \(the same in most of \d+ trials: [^)]*\)/g, ' (in most trials)');
  return `; ${said.length > mostOfPlaces ? `${said.slice(0, said.lastIndexOf(' ', mostOfPlaces))} ...` : said}`;
}

/** Characters of a list of places that are said. */
const mostOfPlaces = 120;

/** The doubts that the table of claims has, each in a few words. */
function doubtText({ doubts }) {
  if (isEmpty(doubts)) return '';
  const said = doubtWords.reduce((text, [long, short]) => text.replaceAll(long, short), doubts);
  return ` *(${said.replaceAll('; ', ', ')})*`;
}

const doubtWords = [
  [/ of the rows read are flagged: /g, ' '],
  [/estimators disagree \((?:[^()]|\([^()]*\))*\)/g, 'estimators disagree'],
  [/(\S+) hardly tells dependent from independent values at its width \([^)]*\)/g, 'flat $1'],
  [/all trials give the same value, so that their interval has no width/g, 'one value'],
  [/trainings fall into groups \((\d+) and (\d+) trials\)/g, 'groups of $1 and $2'],
  [/(\d+ of \d+) networks? (?:is|are) at chance after the training \([^)]*\)/g, '$1 networks at chance'],
  [/(\d+ of \d+) places are unclear, enough to decide/g, '$1 places unclear'],
];

/**
 * The mean of rows of a table over trials, such as an accuracy or I(X;T) of a layer.
 * @param value `where` narrows the rows; its `epoch` may be first, middle or last
 * @param run a published run, or null
 */
export function valueText({ label, table = 'estimates', where = {}, percent = false, digits = 2 }, run) {
  if (!run) return `${label}: not run yet`;
  const { column = table === 'training' ? 'accuracy' : 'value', epoch, ...rest } = where;
  // a run of an older study may have no such estimator
  if (rest.estimator && !run.table(table).some((row) => row.estimator === rest.estimator))
    return `${label}: not run yet`;
  const rows = run
    .table(table)
    .filter((row) => Object.entries(rest).every(([name, wanted]) => row[name] === String(wanted)));
  const at = momentOf(run, epoch);
  const kept = rows.filter((row) => at === undefined || Number(row.epoch) === at);
  if (kept.length === 0) throw new Error(`no row of ${table} is left for ${label}`);
  const scale = percent ? 100 : 1;
  const { mean, low, high, count } = meanInterval(kept.map((row) => scale * Number(row[column])));
  const unit = percent ? ' %' : kept[0].unit ? ` ${kept[0].unit}` : '';
  const most = percent ? 100 : Number.POSITIVE_INFINITY;
  const range = low === null ? '' : ` (${low.toFixed(digits)} to ${Math.min(high, most).toFixed(digits)})`;
  return `${label}: ${mean.toFixed(digits)}${range}${unit}, ${plural(count, 'seed')}`;
}

/** An epoch that was estimated at: the first, the middle one or the last of them, or one by its number. */
function momentOf(run, epoch) {
  if (epoch === undefined || typeof epoch === 'number') return epoch;
  const epochs = [...new Set(run.table('estimates').map((row) => Number(row.epoch)))].sort((a, b) => a - b);
  if (epoch === 'first') return epochs[0];
  return epoch === 'middle' ? epochs[Math.floor(epochs.length / 2)] : epochs.at(-1);
}

/** A number of two digits. */
export function number(text) {
  return Number(text)
    .toPrecision(2)
    .replace(/e.*/, (power) => `e${Number(power.slice(1))}`);
}

/** `1 seed`, `3 seeds`. */
export function plural(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
