import type { Json } from '../node/json.ts';
import { deepFreeze } from './canonical.ts';
import type { EntryVariant } from './entry-variants.ts';
import type { Trial } from './make-stages.ts';
import type { Axis } from './matrix.ts';
import type { AxisPlan } from './plan.ts';
import type { ResolvedTrial } from './resolved.ts';
import { axisLabels, settingLabel } from './trial-labels.ts';

/** Short names of the axes and their paths, to their paths. */
export function axisNames(axes: readonly Axis[]): ReadonlyMap<string, string> {
  const paths = axes.map((axis) => axis.path);
  const labels = axisLabels(paths);
  return new Map([
    ...paths.map((path) => [path, path] as const),
    ...labels.map((label, i) => [label, paths[i]!] as const),
  ]);
}

/** The axes as the plan has them; those of data, network and seed need a training for each of their values. */
export function planAxes(axes: readonly Axis[]): AxisPlan[] {
  return axes.map(({ path, entry, values }) => ({
    name: path,
    path,
    values: values.map((value) => value.json),
    retrains: entry === null || entry.family === 'dataset' || entry.family === 'model',
  }));
}

/** Says places on the axes in words: `seed=3, kernel=28`. */
export function settingsInWords(axes: readonly Axis[]): (settings: EntryVariant['settings']) => string {
  const labels = axisLabels(axes.map((axis) => axis.path));
  return (settings) =>
    settings.map(([axis, place]) => settingLabel(labels[axis]!, axes[axis]!.values[place]!.json)).join(', ');
}

/** The product of the axes, the last one fastest; `resolve` is asked for each trial's entries. */
export function makeTrials(
  axes: readonly Axis[],
  seed: number,
  resolve: (places: readonly number[]) => ResolvedTrial,
): Trial[] {
  const names = axisLabels(axes.map((axis) => axis.path));
  const seedAxis = axes.findIndex((axis) => axis.entry === null);
  const resolved = new Map<string, ResolvedTrial>();
  /** Entries do not depend on the seed. */
  const resolveOnce = (places: readonly number[]) => {
    const key = places.map((place, axis) => (axis === seedAxis ? 0 : place)).join();
    const known = resolved.get(key) ?? resolve(places);
    resolved.set(key, known);
    return known;
  };
  return allPlaces(axes.map((axis) => axis.values.length)).map((places) => {
    const values = places.map((place, axis) => axes[axis]!.values[place]!.json);
    const labels = values.map((value, axis) => [names[axis]!, value] as const);
    return {
      id: labels.map(([name, value]) => settingLabel(name, value)).join() || 'base',
      seed: seedAxis < 0 ? seed : Number(values[seedAxis]),
      settings: deepFreeze(
        Object.fromEntries(values.map((value, axis): [string, Json] => [axes[axis]!.path, value])),
      ),
      labels,
      seedAxis,
      resolved: resolveOnce(places),
    };
  });
}

function allPlaces(lengths: readonly number[]): number[][] {
  let all: number[][] = [[]];
  for (const length of lengths) {
    all = all.flatMap((places) => Array.from({ length }, (_, place) => [...places, place]));
  }
  return all;
}
