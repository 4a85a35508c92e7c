import { dirname, resolve } from 'node:path';
import { type Diagnostic, type Origin, problem, type Source } from '../diagnostic/diagnostic.ts';
import { parseDocument } from '../document/parse-document.ts';
import { at } from '../document/path.ts';
import { RunError } from '../node/run-error.ts';
import type { DatasetPlan, Plan } from '../plan/plan.ts';
import type { Io } from './command.ts';

/**
 * Warnings for data that a study needs and that is not here, at the setting that names it, else at its data set: one for
 * each file of the user's own, one for each official data set. Files are looked for, not opened.
 * @param path of the study
 */
export async function missingData(
  { plan, sources }: { readonly plan: Plan | null; readonly sources: readonly Source[] },
  path: string,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<Diagnostic[]> {
  const found = new Map<string, Diagnostic>();
  const datasets = new Map<string, DatasetPlan>();
  for (const dataset of new Set(plan?.stages.map((stage) => stage.dataset)))
    if (dataset) datasets.set(JSON.stringify([dataset.kind, dataset.name, dataset.params]), dataset);
  const [{ dataPlaces }, { dataOrigin }] = await Promise.all([
    import('../../runner/data/data-places.ts'),
    import('./data-origin.ts'),
  ]);
  for (const dataset of datasets.values()) {
    const origin = await dataOrigin(dataset.kind);
    if (!origin) continue;
    const places = await dataPlaces(dataset, origin, { env, folder: dirname(resolve(cwd, path)) });
    for (const { setting, found: lies } of places) {
      if (!(lies instanceof RunError)) continue;
      const at = ['datasets', dataset.name, ...setting];
      const key = at.join('.');
      if (!found.has(key))
        found.set(key, problem('data-missing', placeOf(at, sources), key, lies.message, lies.hint));
    }
  }
  return [...found.values()];
}

/** Where a setting is said, or the nearest above it that is: in an override, in the study, else in the first base that has it. */
function placeOf(path: readonly string[], sources: readonly Source[]): Origin {
  const trees = sources.flatMap((source) => parseDocument(source).tree ?? []);
  for (let length = path.length; length > 0; length--) {
    for (const tree of trees) {
      const place = at(tree, path.slice(0, length));
      if (place) return length === path.length && path.length > 2 ? place.node.origin : place.key;
    }
  }
  const start = { line: 1, column: 1, offset: 0 };
  return trees[0]?.origin ?? { source: sources[0]!, range: { start, end: start } };
}
