import { resolve } from 'node:path';
import { layerKinds } from '../runner/layers/index.ts';
import { type RunRequest, type RunSummary, runStudy } from '../runner/schedule/run-study.ts';
import { formatDiagnostic } from './diagnostic/format-diagnostic.ts';
import { diskFiles } from './document/disk-files.ts';
import { resolvedYaml } from './document/resolved-yaml.ts';
import { loadCatalog } from './node/catalog.ts';
import { RunError } from './node/run-error.ts';
import { type Compiled, compileStudy } from './plan/compile-study.ts';

export type { RunSummary } from '../runner/schedule/run-study.ts';
export type { Diagnostic } from './diagnostic/diagnostic.ts';
export { formatDiagnostic } from './diagnostic/format-diagnostic.ts';
export { RunError } from './node/run-error.ts';
export type { Compiled } from './plan/compile-study.ts';
export type { Plan } from './plan/plan.ts';
export { readTables } from './table/run-tables.ts';

/** What is compiled: the file at `path`, or `text` under that name, with `set` as `--set` on the command line. */
export interface Study {
  readonly path: string;
  readonly text?: string;
  readonly set?: readonly string[];
}

/**
 * Compiles a study to its plan, or to the list of its problems. Runs nothing and loads no engine's library.
 *
 * @example
 * const { plan, diagnostics } = compile({ path: 'specs/quickstart.yaml' });
 */
export function compile(study: Study): Compiled {
  const files = diskFiles(process.cwd());
  return compileStudy({
    ...study,
    readFile: files.readFile,
    files,
    catalog: loadCatalog(),
    layers: layerKinds,
  });
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
 * const { folder, claims } = await run({ path: 'specs/quickstart.yaml' });
 */
export async function run(study: Study, settings: RunSettings = {}): Promise<RunSummary> {
  const { plan, spec, sources, diagnostics } = compile(study);
  if (!plan || !spec) {
    const problems = diagnostics.map((one) => formatDiagnostic(one, { color: false })).join('\n');
    throw new RunError(`the study ${study.path} is not valid\n${problems}`, { exitCode: 3 });
  }
  return runStudy({
    plan,
    spec: sources[0]!.text,
    specPath: resolve(study.path),
    resolved: resolvedYaml(spec),
    command: `infoplane run ${study.path}`,
    engine: 'auto',
    jobs: 1,
    out: resolve('runs'),
    store: resolve(process.env.INFOPLANE_STORE || '.infoplane'),
    fresh: false,
    env: process.env,
    signal: new AbortController().signal,
    listen: () => {},
    ...settings,
  });
}
