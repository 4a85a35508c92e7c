import { canonicalJson, deepFreeze } from '../canonical.ts';
import type { Json } from '../json.ts';
import { type AxisValue, type StudyAxis, unchanged, variesSeed } from '../matrix/axis.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import { placeLabels } from '../matrix/trial-labels.ts';
import type { AxisPlan } from '../plan.ts';
import type { ResolvedTrial } from '../resolve/resolved.ts';
import type { Trial } from './trial.ts';

/** The axes as the plan has them; those of data, network and seed need a training for each of their values. */
export function planAxes(axes: readonly StudyAxis[]): AxisPlan[] {
  return axes.flatMap(({ columns, values, recorded }) =>
    columns.map((path, column) => {
      const cells = new Map(
        values.map((value) => [canonicalJson(value.cells[column]!), value.cells[column]!]),
      );
      const inStep = columns.length > 1 && !recorded;
      const changes = values.flatMap((value) =>
        inStep ? value.changes.slice(column, column + 1) : value.changes,
      );
      const retrains = changes.some(
        ({ entry }) => entry === null || entry.family === 'dataset' || entry.family === 'model',
      );
      return { name: path, path, values: [...cells.values()], retrains };
    }),
  );
}

/** Says places on the axes in words: `seed=3, kernel=28`. */
export function settingsInWords(axes: readonly StudyAxis[]): (settings: EntryVariant['settings']) => string {
  const labelOf = placeLabels(axes);
  return (settings) =>
    settings
      .map(([axis, place]) => labelOf(axis, place))
      .filter((label) => label !== '')
      .join(', ');
}

/** The trials at the points of the matrix, in order; `resolve` is asked for each trial's entries. */
export function makeTrials(
  axes: readonly StudyAxis[],
  points: readonly (readonly number[])[],
  seed: number,
  resolve: (places: readonly number[]) => ResolvedTrial,
): Trial[] {
  const labelOf = placeLabels(axes);
  const seedAxis = axes.findIndex(variesSeed);
  const seedAlone = axes[seedAxis]?.columns.join() === 'seed' && !axes[seedAxis].recorded;
  const resolved = new Map<string, ResolvedTrial>();
  /** Entries do not depend on the seed. */
  const resolveOnce = (places: readonly number[]) => {
    const key = places.map((place, axis) => (axis === seedAxis && seedAlone ? 0 : place)).join();
    const known = resolved.get(key) ?? resolve(places);
    resolved.set(key, known);
    return known;
  };
  return points.map((places) => {
    const labels = places.map((place, axis) => labelOf(axis, place));
    const values = places.map((place, axis) => (place === unchanged ? null : axes[axis]!.values[place]!));
    const settings = values.flatMap((value, axis) =>
      (value?.cells ?? []).map((cell, column): [string, Json] => [axes[axis]!.columns[column]!, cell]),
    );
    return {
      id: labels.filter((label) => label !== '').join() || 'base',
      seed: seedOf(values) ?? seed,
      settings: deepFreeze(Object.fromEntries(settings)),
      labels,
      seedAxis,
      resolved: resolveOnce(places),
    };
  });
}

function seedOf(values: readonly (AxisValue | null)[]): number | null {
  for (const value of values) {
    const node = value?.changes.find(({ entry }) => entry === null)?.node;
    if (node?.type === 'scalar') return Number(node.value);
  }
  return null;
}
