import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { type LocatedMap, type LocatedNode, toPlain, valueAt } from '../document/tree.ts';
import { findEntry } from '../node/catalog.ts';
import { type Catalog, families, type NodeFamily } from '../node/declare.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { explainViolation } from './explain-violation.ts';
import { fillDefaults } from './fill-defaults.ts';
import { readEntry } from './read-entry.ts';
import { type EntrySpec, familyKeys, type Spec } from './spec.ts';
import type { SpecContext } from './spec-context.ts';
import type { ViolationSubject } from './violation-place.ts';

export interface ReadSpec {
  /** Null when the text is no map. */
  readonly spec: Spec | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a study part by part: the top level by the catalogue's study schema, then each entry by its kind's schema.
 * All problems of all parts are collected, and what is right is read even so.
 */
export function readSpec(tree: LocatedNode, context: SpecContext): ReadSpec {
  const diagnostics = checkTopLevel(tree, context);
  if (tree.type !== 'map') return { spec: null, diagnostics };
  const complete = diagnostics.length === 0;
  const entries = noEntries();
  const names = noNames();
  for (const family of families) {
    const map = valueAt(tree, familyKeys[family]);
    if (map?.type !== 'map') continue;
    names[family].push(...map.entries.keys());
    for (const [name, located] of map.entries) {
      const read = readEntry(family, name, located, context, names[family]);
      diagnostics.push(...read.diagnostics);
      if (read.entry) entries[family].set(name, read.entry);
    }
  }
  const { catalog } = context;
  const top = fillDefaults(catalog.study, toPlain(tree), catalog.definitions);
  return { spec: { ...topLevel(top), entries, names, complete, matrix: matrixOf(tree), tree }, diagnostics };
}

function noEntries(): Record<NodeFamily, Map<string, EntrySpec>> {
  const none = () => new Map<string, EntrySpec>();
  return { dataset: none(), model: none(), probe: none(), estimator: none(), claim: none(), report: none() };
}

function noNames(): Record<NodeFamily, string[]> {
  return { dataset: [], model: [], probe: [], estimator: [], claim: [], report: [] };
}

function checkTopLevel(tree: LocatedNode, { catalog, validator }: SpecContext): Diagnostic[] {
  const { start } = tree.origin.range;
  const anchor = { source: tree.origin.source, range: { start, end: start } };
  const subject: ViolationSubject = {
    title: 'the study',
    path: '',
    tree,
    anchor,
    otherKeys: [],
    family: 'study',
  };
  const found = validator
    .check(catalog.study, toPlain(tree))
    .map((violation) => explainViolation(violation, subject, catalog.definitions))
    .filter((diagnostic) => diagnostic !== null);
  return needsDatasets(tree, catalog)
    ? [...found, problem('key-missing', anchor, '', ...datasetsLacking)]
    : found;
}

const datasetsLacking = [
  'the study lacks `datasets`',
  '`datasets`: Data sets by name, of which its models are made',
] as const;

/** Whether a study without data sets has a model that is made of one. */
function needsDatasets(tree: LocatedNode, catalog: Catalog): boolean {
  const models = valueAt(tree, familyKeys.model);
  if (valueAt(tree, familyKeys.dataset) || models?.type !== 'map') return false;
  return [...models.entries.values()].some(({ value }) => {
    const kind = valueAt(value, 'kind');
    const entry = kind?.type === 'scalar' ? findEntry(catalog, 'model', String(kind.value)) : undefined;
    return entry?.inputs.some(({ family }) => family === 'dataset') ?? false;
  });
}

function topLevel(top: Json): Pick<Spec, 'study' | 'title' | 'question' | 'source' | 'seed'> {
  const { study, title, question, source, seed } = isJsonObject(top) ? top : {};
  const name = typeof study === 'string' ? study : '';
  return {
    study: name,
    title: typeof title === 'string' ? title : name,
    question: typeof question === 'string' ? question : '',
    source: typeof source === 'string' ? source : '',
    seed: typeof seed === 'number' ? seed : 1,
  };
}

function matrixOf(tree: LocatedNode): LocatedMap | null {
  const matrix = valueAt(tree, 'matrix');
  return matrix?.type === 'map' ? matrix : null;
}
