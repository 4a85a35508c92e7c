import { basename, dirname, join } from 'node:path';
import { differences } from '../../src/plan/differences.ts';
import type { Json } from '../../src/plan/plan.ts';
import { settingWords } from '../../src/table/setting-words.ts';

/** A setting that is not the same in all runs, with its value in each; undefined where a run does not have it. */
export interface ChangedSetting {
  readonly path: string;
  readonly values: readonly (Json | undefined)[];
}

/** All settings in which runs differ, each as deep as it is, in the order of the first run. */
export function changedSettings(settings: readonly Json[]): ChangedSetting[] {
  const first = settings[0];
  const pairs = settings.map((each) => new Map(differences(first, each).map((one) => [one.path, one])));
  const paths = [...new Set(pairs.flatMap((pair) => [...pair.keys()]))];
  return paths.map((path) => {
    const own = pairs.find((pair) => pair.has(path))!.get(path)!.before;
    return { path, values: pairs.map((pair) => valueIn(pair, path, own)) };
  });
}

/** The value of one run: that of the first where they do not differ, none where all that holds it is missing. */
function valueIn(
  pair: ReadonlyMap<string, { readonly after: Json | undefined }>,
  path: string,
  first: Json | undefined,
): Json | undefined {
  const found = pair.get(path);
  if (found) return found.after;
  const lacks = [...pair].some(([other, { after }]) => path.startsWith(`${other}.`) && after === undefined);
  return lacks ? undefined : first;
}

/** Parts of a study that say nothing of how it was run. */
const words = ['study', 'title', 'question', 'source', 'description', 'reports', 'claims'];
/** Most settings and letters of a name. */
const [mostSettings, longest] = [3, 44];

export interface NamedRun {
  readonly folder: string;
  readonly study: string;
}

/**
 * What runs are called where they are compared: a letter, and the settings in which they differ (`A: epochs=1`) where these are few and
 * short; else their studies where these differ, or their folders. No two are alike.
 * @param changed settings in which they differ
 */
export function runNames(runs: readonly NamedRun[], changed: readonly ChangedSetting[]): string[] {
  const told = changed.filter(({ path }) => path !== '' && !words.includes(path.split('.')[0]!));
  const studies = new Set(runs.map(({ study }) => study)).size;
  return runs.map(({ folder, study }, at) => {
    const settings = told
      .map(({ path, values }) => `${path.split('.').at(-1)}=${wordsOf(values[at])}`)
      .join(', ');
    const short = told.length > 0 && told.length <= mostSettings && settings.length <= longest;
    return `${letterOfRun(at)}: ${studies === 1 && short ? settings : studies === runs.length ? study : nameOfFolder(folder)}`;
  });
}

/** The study and the run, as `list` prints them. */
export function nameOfFolder(folder: string): string {
  return join(basename(dirname(folder)), basename(folder));
}

/** `A` for the first run. */
export function letterOfRun(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}

function wordsOf(value: Json | undefined): string {
  return value === undefined ? 'none' : settingWords(value);
}
