import { isAbsolute } from 'node:path';
import type { Recording, Recordings } from '../../captures/open-recordings.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { isGlob } from '../../node/matches-glob.ts';
import { RunError } from '../../node/run-error.ts';
import type { EntrySpec, Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { Json, JsonObject } from '../json.ts';
import { fromStudy } from '../open/from-study.ts';
import type { AxisChange, AxisValue, StudyAxis } from './axis.ts';
import type { Found, RecordedPoint } from './recorded-point.ts';
import { unevenRecordings } from './uneven-recordings.ts';

/** What the folders of a study's recorded models are looked up with. */
export interface RecordedContext {
  readonly recordings: Recordings;
  /** Whether a path that is relative to the study leads out of its project; null where that is not known. */
  readonly leaves: ((path: string) => boolean) | null;
  /** Names of columns that tables have anyway: a setting of such a name becomes `settings.<name>`. */
  readonly taken: ReadonlySet<string>;
}

/** Whether a model reads captures that another program wrote. */
export function isRecorded({ family, entry }: Pick<EntrySpec, 'family' | 'entry'>): boolean {
  return family === 'model' && entry.kind === 'recorded';
}

/**
 * The axis that recorded models make: a place for each seed and settings that they were recorded with, ordered by settings, then
 * seed. Models that are recorded both have the same places. A single folder that is named makes an axis without columns.
 * @returns no axis where there is no recorded model, or something is wrong with its folders
 */
export function recordedAxis(
  spec: Spec,
  context: RecordedContext,
): { readonly axis: StudyAxis | null; readonly diagnostics: readonly Diagnostic[] } {
  const models = [...spec.entries.model.values()].filter((entry) => isRecorded(entry) && entry.params);
  const diagnostics: Diagnostic[] = [];
  const found = models.map((entry) => ({ entry, folders: foldersOf(entry, spec, context, diagnostics) }));
  if (models.length === 0 || diagnostics.length > 0) return { axis: null, diagnostics };
  const named = found.every(({ folders, entry }) => folders.length === 1 && isSingle(entry));
  const names = [...new Set(found.flatMap(({ folders }) => folders.flatMap(settingNames)))].sort();
  const points = pointsOf(
    found.flatMap(({ folders }) => folders),
    names,
  );
  diagnostics.push(...repeated(points, models), ...unpaired(points, models));
  if (diagnostics.length > 0) return { axis: null, diagnostics };
  const columns = names.map((name) => (context.taken.has(name) ? `settings.${name}` : name));
  const values = points.map(({ cells, folders }): AxisValue => {
    const [{ origin }] = folders as [Found];
    const changes = [...folders.map(folderChange), seedChange(folders[0]!)];
    return { cells: named ? [] : [...cells], changes, origin };
  });
  const { key } = models[0]!;
  const axis = { columns: named ? [] : [...columns, 'seed'], key, values, inProduct: values.length };
  return {
    axis: { ...axis, recorded: true },
    diagnostics: models.flatMap((model) => unevenRecordings(model, points)),
  };
}

function isSingle({ tree }: EntrySpec): boolean {
  const captures = at(tree, ['captures'])?.node;
  return captures?.type === 'scalar' && !isGlob(String(captures.value));
}

function settingNames({ recording }: Found): string[] {
  return Object.keys(recording.header.settings);
}

/** The folders of a model, each once; what is wrong with one is told where it is said. */
function foldersOf(
  entry: EntrySpec,
  spec: Spec,
  context: RecordedContext,
  diagnostics: Diagnostic[],
): Found[] {
  const captures = at(entry.tree, ['captures'])?.node;
  const items = captures?.type === 'seq' ? captures.items : captures ? [captures] : [];
  const study = spec.tree.origin.source.name;
  const found = new Map<string, Found>();
  for (const item of items) {
    if (item.type !== 'scalar' || typeof item.value !== 'string') continue;
    const { origin } = item;
    const path = `${entry.path}.captures`;
    try {
      for (const recording of recordingsOf(item.value, origin.source.name, study, context))
        if (!found.has(recording.folder)) found.set(recording.folder, { entry, recording, origin });
    } catch (cause) {
      if (!(cause instanceof RunError)) throw cause;
      diagnostics.push(problem('captures-invalid', origin, path, cause.message, cause.hint));
    }
  }
  return [...found.values()];
}

/** @param file that says the path, which is relative to it */
function recordingsOf(said: string, file: string, study: string, context: RecordedContext): Recording[] {
  const { recordings, leaves } = context;
  const hint = 'write it relative to the study, or put the folders into one that INFOPLANE_CAPTURES names';
  if (isAbsolute(said)) throw new RunError(`${showValue(said)} is an absolute path`, { hint });
  const pattern = fromStudy(said, file, study).replace(/(?<!\/)\/+$/, '');
  const folders = recordings.find(pattern);
  if (folders.some((folder) => leaves?.(folder)))
    throw new RunError(`${showValue(said)} leads out of the project`, { hint });
  return folders.map((folder) => recordings.get(folder));
}

function pointsOf(found: readonly Found[], names: readonly string[]): RecordedPoint[] {
  const points = new Map<string, { readonly cells: readonly Json[]; readonly folders: Found[] }>();
  for (const one of found) {
    const { settings, seed } = one.recording.header;
    const cells = [...names.map((name) => settingOf(settings, name)), seed];
    const key = canonicalJson(cells);
    const point = points.get(key) ?? { cells, folders: [] };
    points.set(key, point);
    point.folders.push(one);
  }
  return [...points.values()].sort((a, b) => compareCells(a.cells, b.cells));
}

function settingOf(settings: JsonObject, name: string): Json {
  return Object.hasOwn(settings, name) ? (settings[name] ?? null) : null;
}

/** By the first cell that differs: nothing before truth values before numbers before texts. */
function compareCells(a: readonly Json[], b: readonly Json[]): number {
  const place = a.findIndex((cell, index) => cell !== b[index]);
  if (place < 0) return 0;
  const [one, other] = [a[place]!, b[place]!];
  const rank = (cell: Json) => ['object', 'boolean', 'number', 'string'].indexOf(typeof cell);
  if (typeof one !== typeof other) return rank(one) - rank(other);
  return one !== null && other !== null && one < other ? -1 : 1;
}

function repeated(points: readonly RecordedPoint[], models: readonly EntrySpec[]): Diagnostic[] {
  return models.flatMap((model) =>
    points.flatMap(({ folders }) => {
      const [first, second] = folders.filter(({ entry }) => entry === model);
      if (!first || !second) return [];
      const message = `${first.recording.folder} and ${second.recording.folder} have the same settings and seed`;
      const hint = 'record them with `seed=` or `settings=` that tell them apart';
      return [problem('captures-invalid', second.origin, `${model.path}.captures`, message, hint)];
    }),
  );
}

function unpaired(points: readonly RecordedPoint[], models: readonly EntrySpec[]): Diagnostic[] {
  return models.flatMap((model) => {
    const lacking = points.find(({ folders }) => !folders.some(({ entry }) => entry === model));
    if (!lacking) return [];
    const [other] = lacking.folders as [Found];
    const origin = at(model.tree, ['captures'])?.node.origin ?? model.key;
    const message = `${showValue(model.name)} has no training with the settings and seed of ${other.recording.folder}, which is one of ${showValue(other.entry.name)}`;
    const hint = 'recorded models are compared training by training: record it, or leave the other one out';
    return [problem('captures-invalid', origin, `${model.path}.captures`, message, hint)];
  });
}

function folderChange({ entry, recording, origin }: Found): AxisChange {
  const path = `${entry.path}.captures`;
  const steps = path.split('.').map((name) => ({ name, origin }));
  const node: LocatedNode = { type: 'scalar', value: recording.folder, origin };
  return { path, steps, node, entry: { family: 'model', name: entry.name }, key: origin };
}

function seedChange({ recording, origin }: Found): AxisChange {
  const node: LocatedNode = { type: 'scalar', value: recording.header.seed, origin };
  return { path: 'seed', steps: [{ name: 'seed', origin }], node, entry: null, key: origin };
}

/** What other axes change that goes with the folders of recorded models, and trials that `include` would add to them. */
export function beyondRecorded(axes: readonly StudyAxis[], spec: Spec): Diagnostic[] {
  const hint = 'an axis of a study with recorded models changes estimators, claims or reports';
  const fixed: readonly (string | undefined)[] = ['dataset', 'model', 'probe', undefined];
  const wrong = axes.flatMap(({ columns, values }) => {
    const change = values
      .flatMap(({ changes }) => changes)
      .find(({ entry }) => fixed.includes(entry?.family));
    if (!change) return [];
    const message = `${showValue(change.path)} cannot be varied: the trials are the folders of the recorded models`;
    return [problem('matrix-invalid', change.key, `matrix.${columns[0]}`, message, hint)];
  });
  const include = spec.matrix?.entries.get('include');
  if (!include) return wrong;
  const message = '`include` cannot add trials: they are the folders of the recorded models';
  return [...wrong, problem('matrix-invalid', include.key, 'matrix.include', message, hint)];
}
