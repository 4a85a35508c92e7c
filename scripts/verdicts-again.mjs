// The verdicts of the published runs, as they were published and as this version judges the same tables: `node scripts/verdicts-again.mjs [STUDY...]`
// prints a Markdown table with the reason for each change. `--as-published` judges the claims as they stood in the commit that the run was made
// of (needs git), so that only the judging differs; without it the claims of today's specs are judged.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../dist/src/index.js';
import { overallRows, verdictWords } from '../dist/src/table/verdict-words.js';
import { judgeTables, studyFile } from './judged-claims.mjs';
import { openShelf } from './published-runs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const asPublished = given.includes('--as-published');
const wanted = given.filter((one) => !one.startsWith('--'));
const counts = new Map();
const shelf = openShelf(join(root, 'reports/published'));

console.log('| study | claim | published | now | why |\n|---|---|---|---|---|');
for (const study of wanted.length > 0 ? wanted : shelf.all()) {
  const run = shelf.get(study);
  const plan = await planOf(study, run);
  const now = overallRows(await judgeTables(plan, run.table));
  for (const before of overallRows(run.table('claims'))) {
    const row = now.find(({ claim }) => claim === before.claim);
    const was = publishedWord(before);
    const is = row ? verdictWords(row) : 'not claimed';
    const change = `${was} -> ${is}`;
    counts.set(change, (counts.get(change) ?? 0) + 1);
    if (was !== is)
      console.log(`| ${study} | ${before.claim} | ${was} | ${is} | ${row ? reason(before, row) : ''} |`);
  }
}
console.log(`\n${[...counts].map(([change, count]) => `${count} x ${change}`).join(', ')}`);

/** The plan whose claims are judged. */
async function planOf(study, { lock }) {
  if (!asPublished) return (await compile({ path: studyFile(study) })).plan;
  const folder = mkdtempSync(join(tmpdir(), 'verdicts-'));
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  try {
    writeFileSync(join(folder, 'package.json'), '{}');
    for (const file of git('ls-tree', '-r', '--name-only', lock.git.commit, 'specs').trim().split('\n')) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), git('show', `${lock.git.commit}:${file}`));
    }
    const { plan, diagnostics } = await compile({ path: join(folder, relative(root, studyFile(study))) });
    if (!plan) throw new Error(`${study} of ${lock.git.commit}: ${diagnostics[0]?.message}`);
    return plan;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function publishedWord(row) {
  if ('verdict' in row) return verdictWords(row);
  if (row.vacuous === 'true') return 'vacuous';
  return row.holds === 'true' ? 'holds' : row.holds === 'false' ? 'fails' : 'no data';
}

/** What of the new rules made the difference, with the numbers that show it. */
function reason(before, row) {
  const range = typeof row.low === 'number' ? `95 % interval ${number(row.low)} to ${number(row.high)}` : '';
  const agree = `${row.agreeing} of ${row.trials} trials agree`;
  if (row.verdict === 'held-once' || row.verdict === 'failed-once') return 'one trial gives no verdict';
  if (row.verdict === 'unclear') {
    const settings = /holds in \d+ of \d+ settings/.exec(row.statement)?.[0];
    const why =
      range === ''
        ? 'the trend of one training is not shown'
        : `the interval reaches to both sides of 0 (${range})`;
    return [why, settings, agree].filter(Boolean).join('; ');
  }
  if (row.verdict === 'vacuous')
    return 'most trials say nothing: their values lie within the tolerance of each other';
  if (publishedWord(before) === 'vacuous')
    return `a value that does not move refutes a change (${range}; ${agree})`;
  const settings = /\((holds in \d+ of \d+ settings[^)]*)/.exec(row.statement)?.[1];
  return [settings, range, agree].filter(Boolean).join('; ');
}

function number(value) {
  return Number(value.toPrecision(2));
}
