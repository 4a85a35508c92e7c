import type { PluginCode } from '../../runner/plugins/plugin-modules.ts';
import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { liesIn } from '../document/study-files.ts';
import type { ReadPlugin } from '../generate/read-plugins.ts';
import { loadCatalog } from '../node/catalog.ts';
import { RunError } from '../node/run-error.ts';
import type { OpenStudy } from '../plan/open/open-study.ts';
import type { StudyKinds } from './compile-study.ts';
import { type PluginRights, pluginsFromElsewhere } from './plugin-rights.ts';

/**
 * The kinds that a study can use: infoplane's own, and those of its plugins. Plugins are read and not run, but for the shape
 * rules of layers and the checks of estimators: whoever may run the study may have them.
 * @param store folder of the store, absolute: modules of plugins are kept there
 */
export async function studyKinds(
  opened: OpenStudy,
  rights: PluginRights & { readonly store: string },
): Promise<StudyKinds> {
  const [{ layerKinds }, { estimatorChecks }, charts] = await Promise.all([
    import('../../runner/layers/index.ts'),
    import('../../runner/nodes/estimator-checks.ts'),
    chartCheck(opened),
  ]);
  const own = { catalog: loadCatalog(), layers: layerKinds, checks: estimatorChecks, ...charts };
  if (opened.plugins.length === 0) return own;
  const read = await readKinds(opened);
  const kinds: StudyKinds = {
    ...own,
    catalog: read.catalog,
    plugins: read.plugins.map(codeOf),
    problems: read.problems,
  };
  const layers = read.plugins.filter(({ entry }) => entry.family === 'layer');
  const checking = permitted(
    read.plugins.filter(({ entry, checks }) => entry.family === 'estimator' && checks),
    rights,
  );
  if (layers.length + checking.length === 0 || read.problems.length > 0) return kinds;
  const refused = refusals(opened, layers, rights);
  const called =
    refused.length > 0
      ? { problems: refused }
      : await calledKinds(opened, [...layers, ...checking], rights.store);
  return { ...kinds, ...called };
}

/** The catalogue with what a study's plugins declare; they are read and not run. */
export async function readKinds({ plugins, project, files }: OpenStudy) {
  const { readPlugins } = await import('../generate/read-plugins.ts');
  const { readFile, realPath } = files;
  const inProject = (path: string) => liesIn(project, path);
  return readPlugins(plugins, project, loadCatalog(), { readFile, realPath, inProject });
}

/** Vega-Lite is loaded only for a study that may have a chart of its own. */
async function chartCheck({ sources }: OpenStudy): Promise<Pick<StudyKinds, 'viewProblems'>> {
  if (!sources.some(({ text }) => text.includes('vegaLite'))) return {};
  const { viewProblems } = await import('../../reports/charts/view-problems.ts');
  return { viewProblems };
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

function refusals({ plugins }: OpenStudy, layers: readonly ReadPlugin[], rights: PluginRights): Diagnostic[] {
  return pluginsFromElsewhere(layers, rights).map(({ file, real }) => {
    const { origin } = plugins.find((plugin) => plugin.real === real)!;
    const message = `the shapes of this layer are code from outside of this project: ${file}`;
    const hint = 'read it; then add --allow-plugins, or work from within its project';
    return problem('plugin-refused', origin, 'plugins', message, hint);
  });
}

/** The plugins that may run here; a check of another one is left to the run. */
function permitted(plugins: readonly ReadPlugin[], rights: PluginRights): ReadPlugin[] {
  const outside = pluginsFromElsewhere(plugins, rights);
  return plugins.filter((plugin) => !outside.includes(plugin));
}
