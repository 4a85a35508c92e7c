// The claims of published runs (published-runs.mjs), as this version judges them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimVerdicts } from '../dist/runner/claims/evaluate-claims.js';
import { ownKinds } from '../dist/runner/nodes/own-kinds.js';
import { compile } from '../dist/src/index.js';
import { estimateColumns, trainingColumns } from '../dist/src/table/columns.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The rows of a published run's claims, judged by this version where the tables are of an older one. */
export async function judgedRows(study, { table }) {
  const published = table('claims');
  if (published.length > 0 && 'verdict' in published[0]) return published;
  const { plan } = await compile({ path: studyFile(study) });
  // Trials that a study has had only since are not missed.
  const seeds = new Set(table('training').map(({ seed }) => seed));
  const trials = plan.trials.filter(({ seed }) => seeds.has(String(seed)));
  const known = new Map(trials.map(({ id, seed }) => [String(seed), id]));
  const ids = new Set(known.values());
  const renamed = (name) =>
    table(name).map((row) =>
      ids.has(row.trial) ? row : { ...row, trial: known.get(row.seed) ?? row.trial },
    );
  return judgeTables({ ...plan, trials }, plan.axes.length === 1 ? renamed : table);
}

/** The rows of the claims table of a plan on tables that were read as text. */
export async function judgeTables(plan, rows) {
  const claims = await claimVerdicts(
    {
      plan,
      estimates: typed(rows('estimates'), estimateColumns),
      training: typed(rows('training'), trainingColumns),
    },
    ownKinds,
  );
  return claims;
}

/** File of a study of the paper or a companion. */
export function studyFile(study) {
  const found = ['paper', 'companions']
    .map((folder) => join(root, 'specs', folder, `${study}.yaml`))
    .find((path) => existsSync(path));
  if (!found) throw new Error(`no study in specs is called ${study}`);
  return found;
}

/** Cells as their columns have them; those of axes by what they look like. */
function typed(rows, columns) {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const cell = (name, text) => {
    if (text === '' || text === null || text === undefined) return null;
    const type = types.get(name);
    if (type === 'text') return text;
    if (type !== undefined) return Number(text);
    return text === 'true'
      ? true
      : text === 'false'
        ? false
        : Number.isNaN(Number(text))
          ? text
          : Number(text);
  };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, text]) => [name, cell(name, text)])),
  );
}
