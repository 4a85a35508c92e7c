import { resolve } from 'node:path';
import { readJudgedTables } from '../runner/claims/read-judged-tables.ts';
import { ownKinds } from '../runner/nodes/own-kinds.ts';
import type { RunRequest } from '../runner/run/run-request.ts';
import { type RunSummary, runStudy } from '../runner/run/run-study.ts';
import { captureFolders } from './captures/capture-folders.ts';
import { compileOnDisk } from './compile/compile-on-disk.ts';
import type { Compiled } from './compile/compile-study.ts';
import { requirePermission } from './compile/plugin-rights.ts';
import { runCommand } from './compile/run-command.ts';
import { formatDiagnostic } from './diagnostic/format-diagnostic.ts';
import { resolvedYaml } from './document/resolved-yaml.ts';
import { RunError } from './node/run-error.ts';
import { type ArqueroTable, arqueroTable } from './table/arquero-table.ts';
import { asRows, type StoredColumns, type StoredTables } from './table/run-tables.ts';
import { type TableName, tableNames } from './table/table-columns.ts';

export type { RunSummary } from '../runner/run/run-study.ts';
export type { Compiled, Compiled as CompiledOnDisk } from './compile/compile-study.ts';
export type { Diagnostic } from './diagnostic/diagnostic.ts';
export { formatDiagnostic } from './diagnostic/format-diagnostic.ts';
export { RunError } from './node/run-error.ts';
export type { Plan } from './plan/plan.ts';

/** What is compiled: the file at `path`, or `text` under that name, with `set` as `--set` on the command line. A text alone is the path. */
export interface Study {
  readonly path: string;
  readonly text?: string;
  readonly set?: readonly string[];
  /** Whether plugins from outside of the working directory's project may run. */
  readonly allowPlugins?: boolean;
}

/**
 * Compiles a study to its plan, or to the list of its problems. Runs nothing and loads no engine's library.
 *
 * @example
 * const { plan, diagnostics } = await compile('specs/quickstart.yaml');
 */
export async function compile(study: Study | string): Promise<Compiled> {
  const captures = captureFolders(process.env);
  return compileOnDisk({ ...studyOf(study), cwd: process.cwd(), store: ownStore(), captures });
}

function studyOf(study: Study | string): Study {
  return typeof study === 'string' ? { path: study } : study;
}

function ownStore(): string {
  return resolve(process.env.INFOPLANE_STORE || '.infoplane');
}

/**
 * Reads the tables of a run's `tables` folder, row by row. Claims of a run of an older version, which judged them otherwise, are judged again from its
 * estimates. A row takes about 400 bytes; `readTableColumns` is for very long tables.
 * @throws RunError when a file is missing or damaged
 */
export async function readTables(folder: string): Promise<StoredTables> {
  return asRows(await readTableColumns(folder));
}

/**
 * The same tables by their columns, as they lie in the files: about 110 bytes a row.
 * @throws RunError when a file is missing or damaged
 * @example
 * const { estimates } = await readTableColumns('runs/quickstart/latest/tables');
 * const values = estimates.column('value').numbers(); // Float64Array, NaN where there is no value
 * const layers = [...estimates.column('layer')];
 */
export async function readTableColumns(folder: string): Promise<StoredColumns> {
  return readJudgedTables(folder, { open: async () => ownKinds });
}

/**
 * The same tables as Arquero's, on these columns: `groupby`, `rollup`, `join`, `pivot`.
 * @throws RunError when a file is missing or damaged
 * @example
 * const { estimates } = await readArqueroTables('runs/quickstart/latest/tables');
 * estimates.groupby('estimator', 'layer').rollup({ mean: op.mean('value') }).print();
 */
export async function readArqueroTables(folder: string): Promise<Readonly<Record<TableName, ArqueroTable>>> {
  const tables = await readTableColumns(folder);
  const named = tableNames.map((name) => [name, arqueroTable(tables[name])] as const);
  return Object.fromEntries(named) as Record<TableName, ArqueroTable>;
}

/** How a study is run; what is left out is as on the command line. */
export type RunSettings = Partial<
  Pick<RunRequest, 'engine' | 'jobs' | 'threads' | 'out' | 'store' | 'fresh' | 'env' | 'signal' | 'listen'>
>;

/**
 * Compiles and runs a study: trainings, tables, claims, report.
 *
 * @throws RunError with exit code 3 and all problems as text when the study is not valid, or when it cannot be run
 * @example
 * const { folder, claims } = await run({ path: 'specs/quickstart.yaml', set: ['seed=2'] }, { jobs: 2 });
 * const { estimates } = await readTables(join(folder, 'tables'));
 */
export async function run(what: Study | string, settings: RunSettings = {}): Promise<RunSummary> {
  const study = studyOf(what);
  const { plan, spec, sources, plugins, diagnostics } = await compile(study);
  if (!plan || !spec) {
    const problems = diagnostics.map((one) => formatDiagnostic(one, { color: false })).join('\n');
    throw new RunError(`the study ${study.path} is not valid\n${problems}`, { exitCode: 3 });
  }
  requirePermission(plugins, { ...study, cwd: process.cwd() });
  return runStudy({
    plan,
    plugins,
    spec: sources[0]!.text,
    specPath: resolve(study.path),
    resolved: resolvedYaml(spec),
    command: runCommand(study.path, { engine: 'auto', ...study, ...settings }),
    engine: 'auto',
    jobs: 1,
    out: resolve('runs'),
    store: ownStore(),
    fresh: false,
    env: process.env,
    signal: new AbortController().signal,
    listen: () => {},
    ...settings,
  });
}
