import { type Diagnostic, hasErrors, problem, type Source } from '../diagnostic/diagnostic.ts';
import { parseDocument } from '../document/parse-document.ts';
import { type ReadFile, readStudyFile } from '../document/read-study-file.ts';
import { plainFiles, type StudyFiles } from '../document/study-files.ts';
import type { LocatedNode } from '../document/tree.ts';
import { type Catalog, families, type LayerRule } from '../node/declare.ts';
import type { JsonObject } from '../node/json.ts';
import { readSpec } from '../spec/read-spec.ts';
import type { Spec } from '../spec/spec.ts';
import { createSpecContext, type SpecContext } from '../spec/spec-context.ts';
import type { Axis } from './axis.ts';
import { deepFreeze } from './canonical.ts';
import { Contents } from './contents.ts';
import { entryVariants } from './entry-variants.ts';
import { Links } from './links.ts';
import { planClaims, planReports } from './make-readers.ts';
import { makeStages, type Trial } from './make-stages.ts';
import { axisNames, makeTrials, planAxes, settingsInWords } from './make-trials.ts';
import { readMatrix } from './matrix.ts';
import { overlay } from './overlay.ts';
import { parseOverride } from './overrides.ts';
import type { EdgePlan, Plan } from './plan.ts';
import { Problems } from './problems.ts';
import { readBases } from './read-bases.ts';
import { ReaderProblems } from './reader-problems.ts';
import { createResolver } from './resolve-trial.ts';
import { resolvedSpec } from './resolved-spec.ts';
import { unusedEntries } from './unused-entries.ts';

/** What a study is compiled from. Nothing else is read: no clock, no environment, no engine. */
export interface CompileRequest {
  /** Path of the study, as messages name it. */
  readonly path: string;
  /** The study's text; without it `path` is read through `readFile`. */
  readonly text?: string;
  readonly readFile?: ReadFile;
  /** Follows symbolic links and tells what exists, for `extends`; without it the study's own folder is the project. */
  readonly files?: Omit<StudyFiles, 'readFile'>;
  /** `--set` arguments, in order. */
  readonly set?: readonly string[];
  readonly catalog: Catalog;
  /** Shape rules of the layer kinds. */
  readonly layers: ReadonlyMap<string, LayerRule>;
}

export interface Compiled {
  /** Null when there is an error among the diagnostics. */
  readonly plan: Plan | null;
  /** Errors and warnings of all phases, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The study after all overlays with defaults filled in; null when there is no plan. */
  readonly spec: JsonObject | null;
  /** The texts that diagnostics point into: the study first, then the `--set` arguments, then the bases. */
  readonly sources: readonly Source[];
}

/**
 * Compiles a study to a frozen plan.
 *
 * Phases: read and parse the text; put it over its bases; apply the overrides; validate each part by its schema; read the matrix; resolve
 * references, shapes and schedules of every trial (each distinct variant once); fuse stages and hash their keys;
 * freeze. Each phase goes on with what is right, so that all problems are found in one go.
 * @throws RunError when a `--set` argument is not `path=value`
 */
export function compileStudy(request: CompileRequest): Compiled {
  const problems = new Problems();
  const { tree, sources } = parseStudy(request, problems);
  if (!tree) return { plan: null, diagnostics: problems.list(), spec: null, sources };
  const context = createSpecContext(request.catalog);
  const { spec, diagnostics } = readSpec(tree, context);
  problems.add(...diagnostics);
  const plan = spec && planStudy(spec, context, request.layers, problems);
  const found = problems.list();
  if (!spec || hasErrors(found)) return { plan: null, diagnostics: found, spec: null, sources };
  return { plan, diagnostics: found, spec: deepFreeze(resolvedSpec(spec)), sources };
}

function parseStudy(
  request: CompileRequest,
  problems: Problems,
): { readonly tree: LocatedNode | null; readonly sources: readonly Source[] } {
  const overrides = (request.set ?? []).map(parseOverride);
  const read = studySource(request);
  const sources = [
    'source' in read ? read.source : read.diagnostic.source,
    ...overrides.map(({ source }) => source),
  ];
  for (const override of overrides) problems.add(...override.diagnostics);
  if ('diagnostic' in read) {
    problems.add(read.diagnostic);
    return { tree: null, sources };
  }
  const parsed = parseDocument(read.source);
  problems.add(...parsed.diagnostics);
  const readFile = readerOf(request);
  const files = { ...plainFiles(readFile), ...request.files, readFile };
  const extended = parsed.tree && readBases(parsed.tree, request.path, files, request.catalog, problems);
  sources.push(...(extended?.sources ?? []));
  let tree = extended?.tree ?? null;
  for (const { change } of overrides) {
    if (!tree || !change) continue;
    const [first] = change.steps;
    if (first?.name === 'extends') {
      const hint = 'set what differs, or write a study that extends others';
      problems.add(problem('path-unknown', first.origin, 'extends', '`extends` cannot be set', hint));
      continue;
    }
    const changed = overlay(tree, change);
    if ('diagnostic' in changed) problems.add(changed.diagnostic);
    else tree = changed.tree;
  }
  return { tree, sources };
}

/** A study that is given as a text alone has no bases to read. */
function readerOf({ readFile }: CompileRequest): ReadFile {
  return (
    readFile ??
    (() => {
      throw Object.assign(new Error('no files are given'), { code: 'ENOENT' });
    })
  );
}

function studySource({ path, text, readFile }: CompileRequest): ReturnType<typeof readStudyFile> {
  if (text !== undefined) return readStudyFile(path, () => new TextEncoder().encode(text));
  if (!readFile) throw new Error('compileStudy needs a text or a way to read files');
  return readStudyFile(path, readFile);
}

function planStudy(
  spec: Spec,
  context: SpecContext,
  rules: CompileRequest['layers'],
  problems: Problems,
): Plan | null {
  const { axes, points, diagnostics } = readMatrix(spec, context);
  problems.add(...diagnostics);
  const variantOf = entryVariants(spec, axes, context, problems);
  const links = new Links(spec, variantOf, problems);
  const names = axisNames(axes);
  const contents = new Contents();
  const inWords = settingsInWords(axes);
  const readerProblems = new ReaderProblems();
  const resolve = createResolver({
    spec,
    variantOf,
    links,
    rules,
    problems,
    readerProblems,
    contents,
    axes: names,
    inWords,
  });
  const trials = makeTrials(axes, points, spec.seed, resolve);
  problems.add(...readerProblems.list());
  const found = problems.list();
  if (found.length === 0 || !hasErrors(found)) problems.add(...unusedEntries(spec, links));
  return hasErrors(found) ? null : assemble(spec, axes, names, trials, links);
}

function assemble(
  spec: Spec,
  axes: readonly Axis[],
  names: ReadonlyMap<string, string>,
  trials: readonly Trial[],
  links: Links,
): Plan {
  const { study, title, source } = spec;
  const fused = makeStages(trials, (model) => links.isUsed('model', model));
  return deepFreeze({
    format: 1 as const,
    study,
    title,
    source,
    axes: planAxes(axes),
    trials: fused.trials,
    stages: fused.stages,
    claims: planClaims(trials),
    reports: planReports(trials, names),
    edges: sortedEdges(links.edges(), spec),
  });
}

/** Edges in the order of the data's flow and of the study. */
function sortedEdges(edges: readonly EdgePlan[], spec: Spec): EdgePlan[] {
  const nodes = families.flatMap((family) => spec.names[family].map((name) => `${family}/${name}`));
  const place = new Map(nodes.map((node, index) => [node, index]));
  const at = (node: string) => place.get(node) ?? -1;
  return [...edges].sort((a, b) => at(a.from) - at(b.from) || at(a.to) - at(b.to));
}
