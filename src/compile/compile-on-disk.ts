import type { PluginCode } from '../../runner/plugins/plugin-modules.ts';
import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { diskFiles } from '../document/disk-files.ts';
import type { ReadFile } from '../document/read-study-file.ts';
import { liesIn, projectFolder } from '../document/study-files.ts';
import type { ReadPlugin } from '../generate/read-plugins.ts';
import { loadCatalog } from '../node/catalog.ts';
import type { Catalog } from '../node/declare.ts';
import { RunError } from '../node/run-error.ts';
import { type OpenStudy, openStudy } from '../plan/open/open-study.ts';
import { type Compiled, compileOpened, type StudyKinds } from './compile-study.ts';

/** A study in a file of this machine. */
export interface StudyOnDisk {
  readonly path: string;
  /** The study's text, when it is not that of the file. */
  readonly text?: string;
  /** Reads the study's files; from the disk when left out. */
  readonly readFile?: ReadFile;
  readonly set?: readonly string[];
  /** What relative paths are relative to. Plugins of its project may run. */
  readonly cwd: string;
  /** Folder of the store, absolute: modules of plugins are kept there. */
  readonly store: string;
  /** Whether plugins of other projects may run too. */
  readonly allowPlugins?: boolean;
}

/** A compiled study with the code of its plugins. */
export interface CompiledOnDisk extends Compiled {
  readonly plugins: readonly PluginCode[];
}

/**
 * Compiles a study of this machine. Plugins are read and not run, but for the shape rules of layers and the checks of
 * estimators: whoever may run the study may have them.
 * @throws RunError when a `--set` argument is not `path=value`
 */
export async function compileOnDisk(study: StudyOnDisk): Promise<CompiledOnDisk> {
  const opened = open(study);
  const [{ layerKinds }, { estimatorChecks }, charts] = await Promise.all([
    import('../../runner/layers/index.ts'),
    import('../../runner/nodes/estimator-checks.ts'),
    chartCheck(opened),
  ]);
  const own = { catalog: loadCatalog(), layers: layerKinds, checks: estimatorChecks, ...charts };
  if (opened.plugins.length === 0) return { ...compileOpened(opened, own), plugins: [] };
  const read = await readKinds(opened);
  const code = read.plugins.map(codeOf);
  const kinds: StudyKinds = {
    ...own,
    catalog: read.catalog,
    plugins: code.map(({ file, hash, family, kind }) => ({ file, hash, family, kind })),
    problems: read.problems,
  };
  const layers = read.plugins.filter(({ entry }) => entry.family === 'layer');
  const checking = permitted(
    read.plugins.filter(({ entry, checks }) => entry.family === 'estimator' && checks),
    study,
  );
  if (layers.length + checking.length === 0 || read.problems.length > 0)
    return { ...compileOpened(opened, kinds), plugins: code };
  const refused = refusals(opened, layers, study);
  const called =
    refused.length > 0
      ? { problems: refused }
      : await calledKinds(opened, [...layers, ...checking], study.store);
  return { ...compileOpened(opened, { ...kinds, ...called }), plugins: code };
}

/** The kinds that a study can use, those of its plugins too; nothing of a plugin is run. */
export async function catalogOf(
  study: Pick<StudyOnDisk, 'path' | 'cwd'>,
): Promise<{ readonly catalog: Catalog; readonly problems: readonly Diagnostic[] }> {
  const opened = open(study);
  if (opened.plugins.length === 0) return { catalog: loadCatalog(), problems: opened.problems.list() };
  const { catalog, problems } = await readKinds(opened);
  opened.problems.add(...problems);
  return { catalog, problems: opened.problems.list() };
}

/**
 * Makes sure that the plugins of a study may run here.
 * @throws RunError when one lies outside of the project of the working directory
 */
export function requirePermission(
  plugins: readonly Pick<PluginCode, 'file' | 'real'>[],
  { cwd, allowPlugins }: Pick<StudyOnDisk, 'cwd' | 'allowPlugins'>,
): void {
  const outside = allowPlugins ? [] : foreign(plugins, cwd);
  if (outside.length === 0) return;
  const names = outside.map(({ file }) => file).join(', ');
  throw new RunError(`the study runs code from outside of this project: ${names}`, {
    hint: 'read it; then add --allow-plugins, or run it from within its project',
    exitCode: 2,
  });
}

function open({ cwd, readFile, ...study }: Omit<StudyOnDisk, 'store'>): OpenStudy {
  const files = diskFiles(cwd);
  return openStudy({ ...study, readFile: readFile ?? files.readFile, files });
}

async function readKinds({ plugins, project, files }: OpenStudy) {
  const { readPlugins } = await import('../generate/read-plugins.ts');
  const { readFile, realPath } = files;
  const inProject = (path: string) => liesIn(project, path);
  return readPlugins(plugins, project, loadCatalog(), { readFile, realPath, inProject });
}

/** Vega-Lite is loaded only for a study that may have a chart of its own. */
async function chartCheck({ sources }: OpenStudy): Promise<Pick<StudyKinds, 'viewProblem'>> {
  if (!sources.some(({ text }) => text.includes('vegaLite'))) return {};
  const { viewProblem } = await import('../../reports/charts/view-problem.ts');
  return { viewProblem };
}

function codeOf({ entry, file, real, hash, scripts, main }: ReadPlugin): PluginCode {
  const { family, kind } = entry;
  return { file, real, family, kind, hash, scripts, main };
}

/** Loads plugins for what the compiler calls: shape rules of layers, and checks of estimators. */
async function calledKinds(
  { plugins }: OpenStudy,
  called: readonly ReadPlugin[],
  store: string,
): Promise<Pick<StudyKinds, 'layers' | 'checks'> | Pick<StudyKinds, 'problems'>> {
  const [{ openKinds }, { writePlugins }, { checksOf, estimatorChecks }] = await Promise.all([
    import('../../runner/plugins/plugin-kinds.ts'),
    import('../../runner/plugins/plugin-modules.ts'),
    import('../../runner/nodes/estimator-checks.ts'),
  ]);
  try {
    const { layers, node } = await openKinds(await writePlugins(called.map(codeOf), store));
    const estimators = called.filter(({ entry }) => entry.family === 'estimator');
    const kinds = await Promise.all(
      estimators.map(async ({ entry: { kind } }) => [kind, await node('estimator', kind)] as const),
    );
    return { layers, checks: new Map([...estimatorChecks, ...checksOf(kinds)]) };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const place = plugins.find(({ path }) => error.message.includes(path)) ?? plugins[0]!;
    return { problems: [problem('plugin-invalid', place.origin, 'plugins', error.message, error.hint)] };
  }
}

function refusals(
  { plugins }: OpenStudy,
  layers: readonly ReadPlugin[],
  { cwd, allowPlugins }: StudyOnDisk,
): Diagnostic[] {
  const outside = allowPlugins ? [] : foreign(layers, cwd);
  return outside.map(({ file, real }) => {
    const { origin } = plugins.find((plugin) => plugin.real === real)!;
    const message = `the shapes of this layer are code from outside of this project: ${file}`;
    const hint = 'read it; then add --allow-plugins, or work from within its project';
    return problem('plugin-refused', origin, 'plugins', message, hint);
  });
}

/** The plugins that may run here; a check of another one is left to the run. */
function permitted(plugins: readonly ReadPlugin[], { cwd, allowPlugins }: StudyOnDisk): ReadPlugin[] {
  const outside = allowPlugins ? [] : foreign(plugins, cwd);
  return plugins.filter((plugin) => !outside.includes(plugin));
}

function foreign<Plugin extends { readonly real: string }>(
  plugins: readonly Plugin[],
  cwd: string,
): Plugin[] {
  const project = projectFolder('study.yaml', diskFiles(cwd));
  return plugins.filter(({ real }) => !liesIn(project, real));
}
