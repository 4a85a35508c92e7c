import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EngineName } from '../../../runner/contract/engine.ts';
import type { TableDifference } from '../../../runner/run/compare-tables.ts';
import type { Lock } from '../../../runner/run/read-lock.ts';
import { requirePermission } from '../../compile/plugin-rights.ts';
import { RunError } from '../../node/run-error.ts';
import { differences } from '../../plan/differences.ts';
import { isJsonObject } from '../../plan/json.ts';
import { withoutKeeping } from '../../plan/keeping.ts';
import type { Json, Plan } from '../../plan/plan.ts';
import type { Row } from '../../table/columns.ts';
import { csvFilesThatDiffer } from '../../table/run-tables.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { showDiagnostics } from '../compile-file.ts';
import { compileRun, kindsOfRun } from '../compile-run.ts';
import { differenceLines } from '../difference-text.ts';
import { createProgress } from '../progress.ts';
import { alteredText } from '../take-run-files.ts';
import { textTable } from '../text-table.ts';

export interface Options {
  readonly out: string;
  readonly allowPlugins?: boolean;
  readonly engine?: 'auto' | EngineName;
}

/** `infoplane verify RUN`: runs the study of a run again, from nothing, and compares the tables. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const { findRun } = await import('../../../runner/run/read-run.ts');
  const folder = await findRun(io.cwd, resolve(io.cwd, options.out), args[0]);
  const { readLock } = await import('../../../runner/run/read-lock.ts');
  const before = await readLock(folder);
  const { makeVerifyPlace } = await import('../../../runner/run/garbage/verify-places.ts');
  const place = await makeVerifyPlace(tmpdir());
  try {
    const again = await runAgain(folder, place, before, options, io);
    if (!again) return exitCodes.invalidStudy;
    return await compare(folder, again, before, options, io);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function runAgain(
  folder: string,
  place: string,
  { numericClass }: Lock,
  { engine, allowPlugins = false }: Options,
  io: Io,
): Promise<string | null> {
  const compiled = await compileRun(folder, { allowPlugins }, io);
  showDiagnostics(compiled, io);
  const { plan, plugins, sources, path } = compiled;
  if (!plan) return null;
  requirePermission(plugins, { cwd: io.cwd, allowPlugins });
  const { runStudy } = await import('../../../runner/run/run-study.ts');
  const text = sources[0]!.text;
  const { threads } = numericClass;
  const summary = await runStudy({
    plan: withoutKeeping(plan),
    plugins,
    spec: text,
    specPath: path,
    resolved: text,
    command: `infoplane run ${path}`,
    engine: engine ?? (numericClass.engine as EngineName),
    ...(engine === undefined && typeof threads === 'number' ? { threads } : {}),
    jobs: 1,
    out: join(place, 'runs'),
    store: join(place, 'store'),
    fresh: true,
    env: io.env,
    signal: io.signal,
    listen: createProgress(io),
  });
  for (const failure of summary.failures) io.err(`${failure}\n`);
  if (summary.state === 'interrupted') throw new RunError('interrupted', { exitCode: exitCodes.interrupted });
  return summary.folder;
}

async function compare(
  folder: string,
  again: string,
  before: Lock,
  options: Options,
  io: Io,
): Promise<number> {
  const { compareTables } = await import('../../../runner/run/compare-tables.ts');
  const { readJudgedTables } = await import('../../../runner/claims/read-judged-tables.ts');
  const open = (plan: Plan) => kindsOfRun(folder, plan, options, io);
  const old = await readJudgedTables(join(folder, 'tables'), { open });
  const fresh = await readJudgedTables(join(again, 'tables'), { open });
  const estimates = compareTables(old.estimates.rows, fresh.estimates.rows, estimated);
  const training = compareTables(old.training.rows, fresh.training.rows, ['loss', 'accuracy']);
  const verdicts = compareTables(
    old.claims.toRows().map(withoutWords),
    fresh.claims.toRows().map(withoutWords),
    judged,
  );
  const { readLock } = await import('../../../runner/run/read-lock.ts');
  const now = await readLock(again);
  const sameClass = JSON.stringify(before.numericClass) === JSON.stringify(now.numericClass);
  const { tolerance } = before;
  const within = sameClass
    ? estimates.identical && training.identical && verdicts.identical
    : agrees(estimates, { value: tolerance.value }) &&
      agrees(training, { loss: tolerance.loss, accuracy: tolerance.accuracy });
  io.out(
    textTable([
      ['', 'rows in one only', 'largest difference'],
      ['estimates', String(estimates.unmatched), String(estimates.largest.value)],
      ['training loss', String(training.unmatched), String(training.largest.loss)],
      ['accuracy', '', String(training.largest.accuracy)],
      ['margins of claims', String(verdicts.unmatched), String(verdicts.largest.worst_margin)],
    ]),
  );
  const rule = sameClass
    ? 'the same numeric class: every value must be the same'
    : `another numeric class (${describe(before)}, now ${describe(now)}): within ${JSON.stringify(tolerance)}`;
  const changed = differences(machineOf(before), machineOf(now));
  if (changed.length > 0) io.out(`since then changed\n${differenceLines(changed)}`);
  const edited = await csvFilesThatDiffer(join(folder, 'tables'), old);
  for (const name of edited) io.out(`tables/${name} is not what the Arrow table beside it says\n`);
  const { alteredFiles } = await import('../../../runner/run/altered-files.ts');
  const altered = (await alteredFiles(folder)) ?? [];
  if (altered.length > 0) io.out(`${alteredText(altered)}\n`);
  const verified = within && edited.length === 0 && altered.length === 0;
  io.out(`${rule}\n${verified ? 'verified' : 'different'}\n`);
  return verified ? exitCodes.done : exitCodes.different;
}

/** What an estimate gives; the other columns say of what. Widths and alarms follow from the activations, as the value does. */
const estimated = ['value', 'stderr', 'sigma_x', 'sigma_t', 'flag'];

/** What the verdict on a claim gives. */
const judged = [
  'verdict',
  'trials',
  'agreeing',
  'cases',
  'violations',
  'worst_margin',
  'low',
  'high',
  'p',
  'p_holm',
];

/** A verdict without the claim in words, which newer versions may put otherwise. */
function withoutWords({ statement: _, where: __, doubts: ___, ...row }: Row): Row {
  return row;
}

/** What decided the numbers besides the study: versions, machine, data and the code of plugins. */
function machineOf({
  all: { versions = null, platform = null, numericClass = null, data = null, plugins = null },
}: Lock): Json {
  const code = (Array.isArray(plugins) ? plugins : []).filter(isJsonObject);
  const byKind = code.map(({ family, kind, hash = null }) => [`${family}/${kind}`, hash]);
  return { versions, platform, numericClass, data, plugins: Object.fromEntries(byKind) };
}

function agrees(difference: TableDifference, limits: Readonly<Record<string, number>>): boolean {
  return (
    difference.unmatched === 0 &&
    Object.entries(limits).every(([name, limit]) => difference.largest[name]! <= limit)
  );
}

function describe({ numericClass }: Lock): string {
  return Object.values(numericClass).join(' ');
}
