// The verdicts of the published runs, as they were published and as this version judges the same tables: `node scripts/verdicts-again.mjs [STUDY...]`
// prints a Markdown table with the reason for each change. The claims of today's studies are judged; with `--as-published` those that the run had, so
// that only the judging differs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { claimVerdicts } from '../dist/runner/claims/evaluate-claims.js';
import { ownKinds } from '../dist/runner/nodes/own-kinds.js';
import { compile } from '../dist/src/index.js';
import { readTables } from '../dist/src/table/run-tables.js';
import { overallRows, verdictWords } from '../dist/src/table/verdict-words.js';
import { openShelf, studyFile } from './published-runs.mjs';

const published = fileURLToPath(new URL('../reports/published', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'as-published': { type: 'boolean' } },
});
const counts = new Map();

console.log('| study | claim | published | now | why |\n|---|---|---|---|---|');
for (const study of positionals.length > 0 ? positionals : openShelf(published).all().sort()) {
  const { claims, estimates, training } = await readTables(join(published, study, 'tables'));
  const plan = await planOf(study);
  const now = overallRows(await claimVerdicts({ plan, estimates, training }, ownKinds));
  for (const before of overallRows(claims)) {
    const row = now.find(({ claim }) => claim === before.claim);
    const was = verdictWords(before);
    const is = row ? verdictWords(row) : 'not claimed';
    const change = `${was} -> ${is}`;
    counts.set(change, (counts.get(change) ?? 0) + 1);
    if (was !== is)
      console.log(`| ${study} | ${before.claim} | ${was} | ${is} | ${row ? reason(row) : ''} |`);
  }
}
console.log(`\n${[...counts].map(([change, count]) => `${count} x ${change}`).join(', ')}`);

/** The plan whose claims are judged. */
async function planOf(study) {
  if (values['as-published']) return JSON.parse(readFileSync(join(published, study, 'plan.json'), 'utf8'));
  const { plan, diagnostics } = await compile({ path: studyFile(study) });
  if (!plan) throw new Error(`${study} is not valid: ${diagnostics[0]?.message}`);
  return plan;
}

/** The numbers that decide, and what is in doubt. */
function reason({ low, high, trials, agreeing, statement, doubts }) {
  const settings = /\((holds in \d+ of \d+ settings[^)]*)/.exec(statement)?.[1];
  const range = typeof low === 'number' ? `95 % interval ${number(low)} to ${number(high)}` : null;
  return [settings, range, `${agreeing} of ${trials} trials agree`, doubts].filter(Boolean).join('; ');
}

function number(value) {
  return Number(value.toPrecision(2));
}
