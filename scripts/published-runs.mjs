// The published runs: tables and lock of each, and its claims as this version judges them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { fromCSV } from 'arquero';
import { evaluateClaims } from '../dist/runner/claims/evaluate-claims.js';
import { compile } from '../dist/src/index.js';
import { estimateColumns, trainingColumns } from '../dist/src/table/columns.js';

const root = fileURLToPath(new URL('..', import.meta.url));
export const publishedFolder = join(root, 'reports/published');

/** Names of the published studies. */
export function publishedStudies() {
  return readdirSync(publishedFolder, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  );
}

/** A published run; null when it was not run yet. Each table is read once. */
export function openPublished(study) {
  const at = join(publishedFolder, study);
  if (!existsSync(join(at, 'lock.json'))) return null;
  const rows = memo((name) =>
    fromCSV(gunzipSync(readFileSync(join(at, `${name}.csv.gz`))).toString('utf8'), {
      autoType: false,
    }).objects(),
  );
  const lock = JSON.parse(readFileSync(join(at, 'lock.json'), 'utf8'));
  return { study, lock, table: rows, claims: memo(() => judgedClaims(study, rows)) };
}

/** Claims of a published run, judged by this version from its estimates where the tables are of an older one. */
async function judgedClaims(study, rows) {
  const published = rows('claims');
  if (published.length > 0 && 'verdict' in published[0]) return published;
  const { plan } = await compile({ path: studyFile(study) });
  return judgeTables(plan, rows);
}

/** The rows of the claims table of a plan on tables that were read as text. */
export async function judgeTables(plan, rows) {
  const { claims } = await evaluateClaims({
    plan,
    estimates: typed(rows('estimates'), estimateColumns),
    training: typed(rows('training'), trainingColumns),
  });
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

function memo(make) {
  const known = new Map();
  return (name = '') => {
    if (!known.has(name)) known.set(name, make(name));
    return known.get(name);
  };
}
