// Writes reports/published/REPRODUCTION.md: what the paper says (reports/published/paper-claims.yaml, written by hand) beside what
// the published tables say. Every number comes from the tables. `node scripts/reproduction.mjs` writes it again, `--check` says whether it is stale.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { compile } from '../dist/src/index.js';
import { overallRows } from '../dist/src/table/verdict-words.js';
import { openShelf, studyFile } from './published-runs.mjs';
import { abstractText } from './reproduction/abstract-text.mjs';
import { judgeStatements } from './reproduction/judge-statements.mjs';
import { chanceMark, sectionText } from './reproduction/section-text.mjs';
import { setUpText } from './reproduction/set-up-text.mjs';

const folder = fileURLToPath(new URL('../reports/published', import.meta.url));
const target = join(folder, 'REPRODUCTION.md');

export async function writeReproduction() {
  writeFileSync(target, await reproduction());
}

/** The whole page as Markdown. */
export async function reproduction() {
  const { sections } = parse(readFileSync(join(folder, 'paper-claims.yaml'), 'utf8'));
  const settings = parse(readFileSync(join(folder, 'settings.yaml'), 'utf8'));
  const runs = publishedRuns();
  const judged = judgeStatements(sections, runs);
  const studies = [...new Set([...runs.keys(), ...namedStudies(sections)])].sort();
  return `${[
    '# What the paper says, and what was measured here',
    '',
    'Written by `npm run reproduction` from [paper-claims.yaml](paper-claims.yaml) and the tables of the published runs; no number in it was typed.',
    '',
    ...abstractText(judged),
    '',
    'What changed since the first publication: [CHANGES.md](CHANGES.md).',
    '',
    '## How to read it',
    '',
    'A claim *holds* where the 95 % interval of its margin over trials lies at or above 0, *fails* where it lies below, and is *unclear* else; over several settings it holds where it holds in each',
    '([claims.md](../../docs/claims.md)). A margin is how far a case is from breaking the claim, in the unit of the quantity; below 0 it does. Where trials are judged one by one, the interval is that of the mean of',
    "their worst margins; where their means are judged, the least of the means' ends. One trial gives no verdict: what held in it is *unclear* here.",
    'A statement holds where all that judges it agrees, in every column that asks it; it *depends* where columns disagree, or one is unclear (*undecided*). A conjunction ("both inequalities") does not hold where one of its halves does not.',
    'What is counted or read in several ways holds if it holds in each. What is possible, or exists, is *seen here* where any claim that judges it shows it. What the claims say, word for word, is at the end.',
    '',
    'Of a claim the tables say how many cases are against it, the worst margin of all and the interval that decides, in how many settings it holds, where it breaks, and in italics what puts it in doubt:',
    'rows read that are flagged (*saturated*: the joint entropy is at its bound, so that I(X;T) is near H(X) whatever T says; *collapsed*: a layer says nothing); *flat*: an estimator that hardly tells',
    'dependent from independent values at its width; *estimators disagree*; *groups*: trials that fall into two; *one value*: all trials give the same; networks *at chance*; places that are *unclear*, in a claim',
    `about a share of places that is decided all the same. ${chanceMark} beside a verdict names the columns that decide by networks at chance, or by layers that say nothing. The pages of the runs say all of it in full.`,
    '',
    "Means come with the interval of Student's t. *Vacuous*: all values lie within the claim's tolerance of each other, so it says nothing.",
    '',
    ...judged.flatMap((section) => sectionText(section, runs)),
    ...setUpText(await plansOf(studies, settings), runs.get('sensitivity'), {
      official: await officialPlans(studies, settings),
      data: settings.data,
    }),
    ...claimsText(judged, runs),
    ...runsText(studies, runs),
  ].join('\n')}\n`;
}

/** Published runs by study, with the rows of their claims (`rows`) and those over all settings (`claims`). */
function publishedRuns() {
  const shelf = openShelf(folder);
  return new Map(
    shelf
      .all()
      .sort()
      .map((study) => {
        const run = shelf.get(study);
        const rows = run.table('claims');
        return [study, { ...run, rows, claims: overallRows(rows) }];
      }),
  );
}

function namedStudies(sections) {
  return sections.flatMap(({ columns = {}, statements }) => [
    ...Object.values(columns),
    ...statements.flatMap(({ judged = [] }) => judged.flatMap(({ study }) => study ?? [])),
  ]);
}

/** Plans of studies that are run here with other data, on the official data. */
async function officialPlans(studies, { set }) {
  const own = studies.filter((study) => study in set);
  const plans = own.map(async (study) => [study, (await compile({ path: studyFile(study) })).plan]);
  return new Map(await Promise.all(plans));
}

/** Plans as published, else of today's studies as they are run here. */
async function plansOf(studies, { set }) {
  const plans = new Map();
  for (const study of studies) {
    const published = join(folder, study, 'plan.json');
    plans.set(
      study,
      existsSync(published)
        ? JSON.parse(readFileSync(published, 'utf8'))
        : (await compile({ path: studyFile(study), set: set[study] ?? [] })).plan,
    );
  }
  return plans;
}

/** What each claim that judges a statement says; those of one name mostly say the same in all studies. */
function claimsText(sections, runs) {
  const said = new Map();
  for (const { study, rows } of sections
    .flatMap(({ statements }) => statements)
    .flatMap(({ parts }) => parts))
    for (const { row } of rows.filter((one) => one.row !== null)) {
      const line = `| \`${row.claim}\` | ${wordsOf(row.statement)} |`;
      said.set(line, new Set([...(said.get(line) ?? []), study]));
    }
  const lines = [...said].map(
    ([line, own]) => `${line} ${[...own].filter((study) => runs.has(study)).join(', ')} |`,
  );
  return ['## What the claims say', '', '| claim | says | of |', '|---|---|---|', ...lines.sort(), ''];
}

/** A claim's statement without what it came to, at its end. */
function wordsOf(statement) {
  return statement.replace(/ \((?:holds in \d|\d+ trials).*\)$/, '').replaceAll('|', '\\|');
}

function runsText(studies, runs) {
  return [
    '## The runs',
    '',
    '| study | trials | engine | commit | minutes | pictures |',
    '|---|---|---|---|---|---|',
    ...studies.map((study) => {
      const found = runs.get(study);
      if (!found) return `| ${study} | not run yet | | | | |`;
      const { lock } = found;
      const trials = new Set(found.table('training').map((row) => row.trial)).size;
      const pictures = readdirSync(join(folder, study))
        .filter((file) => file.endsWith('.png'))
        .map((file) => `[${file.replace('.png', '')}](${study}/${file})`);
      const seeds = `${trials} (seeds ${lock.seeds.join(', ')})`;
      const minutes = lock.wallMinutes.toFixed(1);
      return `| [${study}](${study}/) | ${seeds} | ${lock.numericClass.engine} | ${lock.git.commit.slice(0, 9)} | ${minutes} | ${pictures.join(', ')} |`;
    }),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) await writeReproduction();
  else if ((await reproduction()) !== readFileSync(target, 'utf8')) {
    console.error('reports/published/REPRODUCTION.md is not what the tables say; run `npm run reproduction`');
    process.exitCode = 1;
  }
}
