import { dirname, relative } from 'node:path';
import type { PluginCode } from '../../runner/plugins/plugin-modules.ts';
import { type Diagnostic, hasErrors, type Source } from '../diagnostic/diagnostic.ts';
import { type Catalog, families, type LayerRule } from '../node/declare.ts';
import type { NetworkFiles } from '../node/onnx-facts.ts';
import { planClaims, planReports } from '../plan/assemble/make-readers.ts';
import { makeStages } from '../plan/assemble/make-stages.ts';
import { makeStudyAxes } from '../plan/assemble/make-study-axes.ts';
import { makeTrials, planAxes, settingsInWords } from '../plan/assemble/make-trials.ts';
import { withoutOtherSeeds } from '../plan/assemble/other-seeds.ts';
import { createResolver } from '../plan/assemble/resolve-trial.ts';
import type { Trial } from '../plan/assemble/trial.ts';
import { deepFreeze } from '../plan/canonical.ts';
import type { ViewProblems } from '../plan/check/check-chart.ts';
import type { EstimatorChecks } from '../plan/check/check-estimator.ts';
import { ReaderProblems } from '../plan/check/reader-problems.ts';
import { unusedEntries } from '../plan/check/unused-entries.ts';
import type { JsonObject } from '../plan/json.ts';
import type { StudyAxis } from '../plan/matrix/axis.ts';
import { entryVariants } from '../plan/matrix/entry-variants.ts';
import { readMatrix } from '../plan/matrix/matrix.ts';
import { type OpenStudy, openStudy, type StudyRequest } from '../plan/open/open-study.ts';
import { wholeTree } from '../plan/open/whole-tree.ts';
import type { EdgePlan, Plan, PluginPlan } from '../plan/plan.ts';
import { Contents } from '../plan/resolve/contents.ts';
import { Links } from '../plan/resolve/links.ts';
import { resolvedSpec } from '../plan/resolve/resolved-spec.ts';
import { VariedProblems } from '../plan/resolve/varied-problems.ts';
import { readSpec } from '../spec/read-spec.ts';
import type { Spec } from '../spec/spec.ts';
import { createSpecContext, type SpecContext } from '../spec/spec-context.ts';
import { studyRecordings, tableNames } from './study-recordings.ts';

/** The kinds that a study can use. */
export interface StudyKinds {
  readonly catalog: Catalog;
  /** Shape rules of the layer kinds. */
  readonly layers: ReadonlyMap<string, LayerRule>;
  /** The plugins that some of them are from; what is wrong with a plugin. */
  readonly plugins?: readonly PluginCode[];
  readonly problems?: readonly Diagnostic[];
  /** What estimator kinds have against settings; left out, that shows when a capture is estimated. */
  readonly checks?: EstimatorChecks;
  /** Files of networks from elsewhere; left out, a study that has some cannot be compiled. */
  readonly networks?: NetworkFiles;
  /** Says why a chart of a report cannot be drawn; left out, that shows when the report is made. */
  readonly viewProblems?: ViewProblems;
}

/** What a study is compiled from. Nothing else is read: no clock, no environment, no engine. */
export interface CompileRequest extends StudyRequest, StudyKinds {}

export interface Compiled {
  /** Null when there is an error among the diagnostics. */
  readonly plan: Plan | null;
  /** Errors and warnings of all phases, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The study after all overlays with defaults filled in; null when there is no plan. */
  readonly spec: JsonObject | null;
  /** The texts that diagnostics point into: the study first, then the `--set` arguments, then the bases. */
  readonly sources: readonly Source[];
  /** The code of the study's plugins. */
  readonly plugins: readonly PluginCode[];
}

/**
 * Compiles a study to a frozen plan with kinds that are given: `compileOpened` after its texts were opened.
 * @throws RunError when a `--set` argument is not `path=value`
 */
export function compileStudy(request: CompileRequest): Compiled {
  return compileOpened(openStudy(request), request);
}

/**
 * Compiles a study whose texts were opened. Each phase goes on with what is right, so that all problems are found in one go.
 *
 * 3. Merge (`src/plan/open`): the study over its bases, then the overrides: one located tree.
 * 4. Spec (`src/spec`): each part held against its schema, defaults filled in.
 * 5. Matrix (`src/plan/matrix`): the axes, the points that they span, and each entry's variants along them.
 * 6. Resolve (`src/plan/resolve`): references, shapes, schedules and parameters of every trial, each distinct variant once.
 * 7. Check (`src/plan/check`): what estimators, claims and reports say that cannot be, while trials are resolved.
 * 8. Assemble (`src/plan/assemble`): equal trainings fused to stages, their keys hashed, readers and edges added.
 * 9. Freeze: the plan is JSON that nobody changes.
 */
export function compileOpened(opened: OpenStudy, kinds: StudyKinds): Compiled {
  const { sources, problems } = opened;
  const { plugins = [] } = kinds;
  const unplanned = () => ({ plan: null, diagnostics: problems.list(), spec: null, sources, plugins });
  problems.add(...(kinds.problems ?? []));
  const broken = problems.list().some(({ code, path }) => /^plugin/.test(code) || /^plugins\b/.test(path));
  const tree = wholeTree(opened, kinds.catalog);
  if (!tree) return unplanned();
  const context = createSpecContext(kinds.catalog);
  const { spec, diagnostics } = readSpec(tree, context);
  // Kinds of a broken plugin are unknown, which is no news.
  problems.add(...diagnostics.filter(({ code }) => !broken || code !== 'kind-unknown'));
  if (!spec || broken) return unplanned();
  const plan = planStudy(spec, context, kinds, opened);
  const found = problems.list();
  if (hasErrors(found)) return unplanned();
  return {
    plan,
    diagnostics: found,
    spec: deepFreeze(resolvedSpec(spec, pluginPaths(opened))),
    sources,
    plugins,
  };
}

/** The plugins by their paths from the study's folder. */
function pluginPaths({ path, plugins, files }: OpenStudy): string[] {
  const folder = dirname(files.realPath(path));
  return plugins.map(({ real }) => {
    const way = relative(folder, real).replaceAll('\\', '/');
    return way.startsWith('.') ? way : `./${way}`;
  });
}

function planStudy(
  spec: Spec,
  context: SpecContext,
  { layers: rules, plugins = [], checks = new Map(), viewProblems, networks }: StudyKinds,
  { problems, leaves, path, files }: Pick<OpenStudy, 'problems' | 'leaves' | 'path' | 'files'>,
): Plan | null {
  const { recordings, ...recorded } = studyRecordings(path, files);
  const captures = { recordings, leaves, taken: tableNames };
  const { axes, points, diagnostics } = readMatrix(spec, { ...context, captures });
  problems.add(...diagnostics);
  const variantOf = entryVariants(spec, axes, context, problems);
  const links = new Links(spec, variantOf, problems);
  const studyAxes = makeStudyAxes(axes, points, spec.seed, !hasErrors(diagnostics));
  const contents = new Contents();
  const varied = new VariedProblems();
  const readerProblems = new ReaderProblems();
  const resolve = createResolver({
    spec,
    variantOf,
    links,
    rules,
    shaped: { shaped: new WeakMap(), initialized: new WeakMap() },
    trainings: new WeakMap(),
    ...recorded,
    viewProblems,
    leaves,
    networks: networks ?? null,
    problems,
    varied,
    readerProblems,
    checks,
    contents,
    axes: studyAxes,
  });
  const trials = makeTrials(axes, points, spec.seed, resolve);
  problems.add(...varied.list(settingsInWords(axes)), ...withoutOtherSeeds(trials, spec));
  problems.add(...readerProblems.list(isMisspelt(axes, problems.list())));
  const found = problems.list();
  if (found.length === 0 || !hasErrors(found)) problems.add(...unusedEntries(spec, links));
  const parts = { spec, axes, names: studyAxes.names, trials, links, plugins: plugins.map(planned) };
  return hasErrors(found) ? null : assemble(parts);
}

/** Whether an axis of the matrix is the path of a setting that there is not. */
function isMisspelt(axes: readonly StudyAxis[], found: readonly Diagnostic[]): boolean {
  const paths = new Set(axes.flatMap(({ columns }) => columns));
  return found.some(({ code, path }) => code === 'key-unknown' && paths.has(path));
}

function planned({ file, hash, family, kind }: PluginCode): PluginPlan {
  return { file, hash, family, kind };
}

function assemble(parts: {
  readonly spec: Spec;
  readonly axes: readonly StudyAxis[];
  readonly names: ReadonlyMap<string, string>;
  readonly trials: readonly Trial[];
  readonly links: Links;
  readonly plugins: readonly PluginPlan[];
}): Plan {
  const { spec, axes, names, trials, links, plugins } = parts;
  const { study, title, question, source } = spec;
  const fused = makeStages(trials, (model) => links.isUsed('model', model), plugins);
  return deepFreeze({
    format: 1 as const,
    study,
    title,
    ...(question === '' ? {} : { question }),
    source,
    axes: planAxes(axes),
    trials: fused.trials,
    stages: fused.stages,
    claims: planClaims(trials),
    reports: planReports(trials, names),
    edges: sortedEdges(links.edges(), spec),
    ...(plugins.length > 0 ? { plugins } : {}),
  });
}

/** Edges in the order of the data's flow and of the study. */
function sortedEdges(edges: readonly EdgePlan[], spec: Spec): EdgePlan[] {
  const nodes = families.flatMap((family) => spec.names[family].map((name) => `${family}/${name}`));
  const place = new Map(nodes.map((node, index) => [node, index]));
  const at = (node: string) => place.get(node) ?? -1;
  return [...edges].sort((a, b) => at(a.from) - at(b.from) || at(a.to) - at(b.to));
}
