// Writes reports/published/REPRODUCTION.md: what the paper says (reports/published/paper-claims.yaml, written by hand) beside what
// the published tables say. Every number comes from the tables. `node scripts/reproduction.mjs` writes it again, `--check` says whether it is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { meanInterval } from '../dist/runner/kernels/statistics/mean-interval.js';
import { overallClaims } from './judged-claims.mjs';
import { agreementOf, findingOf, isEmpty, verdictFrom } from './paper-verdict.mjs';
import { openShelf } from './published-runs.mjs';

const folder = fileURLToPath(new URL('../reports/published', import.meta.url));
const target = join(folder, 'REPRODUCTION.md');

export async function writeReproduction() {
  writeFileSync(target, await reproduction());
}

/** The whole page as Markdown. */
export async function reproduction() {
  const { sections } = parse(readFileSync(join(folder, 'paper-claims.yaml'), 'utf8'));
  const shelf = await judgedShelf();
  const named = sections.flatMap(({ claims }) => claims.flatMap((claim) => studiesOf(claim)));
  const verdicts = sections.flatMap(({ claims }) => claims.map((claim) => verdictOf(claim, shelf)));
  const count = (verdict) => verdicts.filter((one) => one === verdict).length;
  return `${[
    '# What the paper says, and what was measured here',
    '',
    'Written by `npm run reproduction` from [paper-claims.yaml](paper-claims.yaml) and the tables of the published runs; no number in it was typed.',
    '',
    `Of ${verdicts.length} statements of Yu, Jenssen & Príncipe (2018) ${count('holds')} hold here, ${count('does not hold')} do not, ${count('depends')} depend on what is said beside them` +
      (count('not run yet') > 0 ? `, and ${count('not run yet')} were not run yet.` : '.'),
    '',
    'A claim *holds* where the 95 % interval of its margin over trials lies at or above 0, *fails* where it lies below, and is *unclear* else; over several settings it holds where it holds in each',
    '([claims.md](../../docs/claims.md)). A margin is how far a case is from breaking the claim, in the unit of the quantity; below 0 it does. Where trials are judged one by one, the interval is that of the mean of',
    "their worst margins; where their means are judged, the least of the means' ends. One trial gives no verdict: what held in it is *unclear* here. A statement that rests on an unclear claim *depends*. So does one",
    'that says that something does not happen, where it happens in some cases and not in others.',
    "Means come with the interval of Student's t. *Vacuous*: all values lie within the claim's tolerance of each other, so it says nothing.",
    '',
    ...sections.flatMap((section) => sectionText(section, shelf)),
    ...runsText([...new Set([...shelf.all(), ...named])].sort(), shelf),
  ].join('\n')}\n`;
}

/** Published runs by study, with the verdicts on their claims. */
async function judgedShelf() {
  const shelf = openShelf(folder);
  const runs = new Map();
  for (const study of shelf.all()) {
    const run = shelf.get(study);
    if (run) runs.set(study, { ...run, verdicts: await overallClaims(study, run) });
  }
  return { get: (study) => runs.get(study), all: shelf.all };
}

function studiesOf(claim) {
  return [...(claim.judged ?? []), ...(claim.values ?? [])].map(({ study }) => study);
}

/** `holds`, `does not hold`, `depends` (some judged claims hold and some do not) or `not run yet`. */
function verdictOf(claim, shelf) {
  // A verdict of our own needs the runs that it speaks of.
  const cited = studiesOf(claim);
  if (cited.length > 0 && !cited.some((study) => shelf.get(study))) return 'not run yet';
  if (claim.verdict) return claim.verdict;
  const rows = claim.judged.map((judged) => judgedRow(judged, shelf)).filter((found) => found !== null);
  if (rows.length === 0) return 'not run yet';
  return verdictFrom(rows.map(({ row, judged }) => agreementOf(row, judged)));
}

/** The verdict over all settings. */
function judgedRow(judged, shelf) {
  const { study, claim } = judged;
  const run = shelf.get(study);
  if (!run) return null;
  const row = run.verdicts.find((one) => one.claim === claim);
  if (!row) throw new Error(`the published run of ${study} has no claim ${claim}`);
  return { row, judged };
}

function sectionText({ title, claims }, shelf) {
  return [
    `## ${title}`,
    '',
    '| where | what the paper says | measured | verdict |',
    '|---|---|---|---|',
    ...claims.map((claim) => {
      const measured = [
        ...(claim.values ?? []).map((value) => valueText(value, shelf)),
        ...(claim.judged ?? []).map((judged) => judgedText(judged, shelf)),
        ...(claim.note ? [claim.note.trim()] : []),
      ];
      const verdict = verdictOf(claim, shelf);
      return `| ${claim.where} | ${claim.says.trim()} | ${measured.join('<br>')} | **${verdict}** |`;
    }),
    '',
  ];
}

function judgedText(judged, shelf) {
  const { study, claim } = judged;
  const found = judgedRow(judged, shelf);
  if (!found) return `${study}: \`${claim}\` not run yet`;
  const { row } = found;
  const { lock, address } = run(shelf, study);
  const link = `[${study}](${address}): \`${claim}\``;
  const seeds = plural(lock.seeds.length, 'seed');
  return `${link} ${wordsFor[findingOf(row)](row)}: ${row.violations} of ${row.cases} cases against it${marginText(row)}${whereText(row)}, ${seeds}`;
}

const wordsFor = {
  holds: () => 'holds',
  fails: () => 'fails',
  vacuous: () => 'vacuous (no change beyond the tolerance)',
  unclear: ({ verdict }) => (verdict === 'held-once' ? 'held in the one trial' : 'unclear'),
};

/** The worst margin, and the interval that judges; none where the share of places does. */
function marginText({ worst_margin: worst, low, high, statement }) {
  if (isEmpty(worst) || /% of the (places|trials)/.test(statement)) return '';
  const range = isEmpty(low) || isEmpty(high) ? '' : ` (interval ${number(low)} to ${number(high)})`;
  return `, worst margin ${number(worst)}${range}`;
}

/** In how many settings it holds, and what is in doubt. */
function whereText({ statement, doubts }) {
  const found = /\((holds in \d+ of \d+ settings)/.exec(statement);
  return `${found ? `, ${found[1]}` : ''}${isEmpty(doubts) ? '' : ` (in doubt: ${doubts})`}`;
}

/** The mean of rows of a table over trials, such as an accuracy or I(X;T) of a layer. */
function valueText({ label, study, table = 'estimates', where = {}, percent = false, digits = 2 }, shelf) {
  if (!shelf.get(study)) return `${label}: not run yet`;
  const { column = table === 'training' ? 'accuracy' : 'value', epoch, ...rest } = where;
  const rows = run(shelf, study)
    .table(table)
    .filter((row) => Object.entries(rest).every(([name, wanted]) => row[name] === String(wanted)));
  const epochs = rows.map((row) => Number(row.epoch));
  const at = epoch === 'last' ? Math.max(...epochs) : epoch === 'first' ? Math.min(...epochs) : epoch;
  const kept = rows.filter((row) => at === undefined || Number(row.epoch) === at);
  if (kept.length === 0) throw new Error(`no row of ${table} of ${study} is left for ${label}`);
  const scale = percent ? 100 : 1;
  const { mean, low, high, count } = meanInterval(kept.map((row) => scale * Number(row[column])));
  const unit = percent ? ' %' : kept[0].unit ? ` ${kept[0].unit}` : '';
  const most = percent ? 100 : Number.POSITIVE_INFINITY;
  const range = low === null ? '' : ` (${low.toFixed(digits)} to ${Math.min(high, most).toFixed(digits)})`;
  return `${label}: ${mean.toFixed(digits)}${range}${unit}, ${plural(count, 'seed')}`;
}

function run(shelf, study) {
  return shelf.get(study);
}

function runsText(studies, shelf) {
  return [
    '## The runs',
    '',
    'Each study says at its head how long it takes.',
    '',
    '| study | trials | engine | commit | pictures |',
    '|---|---|---|---|---|',
    ...studies.map((study) => {
      const found = shelf.get(study);
      if (!found) return `| ${study} | not run yet | | | |`;
      const { lock, address } = found;
      const trials = new Set(found.table('training').map((row) => row.trial)).size;
      const pictures = readdirSync(join(folder, study))
        .filter((file) => file.endsWith('.png'))
        .map((file) => `[${file.replace('.png', '')}](${study}/${file})`);
      const seeds = `${trials} (seeds ${lock.seeds.join(', ')})`;
      return `| [${study}](${address}) | ${seeds} | ${lock.numericClass.engine} | ${lock.git.commit.slice(0, 9)} | ${pictures.join(', ')} |`;
    }),
  ];
}

function number(text) {
  return Number(text)
    .toPrecision(2)
    .replace(/e.*/, (power) => `e${Number(power.slice(1))}`);
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) await writeReproduction();
  else if ((await reproduction()) !== readFileSync(target, 'utf8')) {
    console.error('reports/published/REPRODUCTION.md is not what the tables say; run `npm run reproduction`');
    process.exitCode = 1;
  }
}
