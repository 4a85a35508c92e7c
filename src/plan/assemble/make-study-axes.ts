import type { AxisConditions, StudyAxes } from '../check/study-axes.ts';
import type { Json } from '../json.ts';
import { type StudyAxis, unchanged } from '../matrix/axis.ts';

/**
 * The axes of a study with its trials.
 * @param points each trial's places on the axes
 * @param seed of the study
 * @param complete whether the whole matrix could be read
 */
export function makeStudyAxes(
  axes: readonly StudyAxis[],
  points: readonly (readonly number[])[],
  seed: number,
  complete: boolean,
): StudyAxes {
  const columns = axes.flatMap((axis, place) =>
    axis.columns.map((path, column) => ({ path, place, column })),
  );
  const paths = columns.map(({ path }) => path);
  const places = new Map(columns.map((one) => [one.path, one]));
  const names = new Map(paths.flatMap((path) => ends(path, paths).map((end) => [end, path] as const)));
  const cellAt = (path: string, point: readonly number[]): Json => {
    const found = places.get(path);
    if (!found) return path === 'seed' ? seed : null;
    const place = point[found.place]!;
    return place === unchanged ? null : tableCell(axes[found.place]!.values[place]!.cells[found.column]!);
  };
  const meets = (conditions: AxisConditions, point: readonly number[]) =>
    Object.entries(conditions).every(([name, wanted]) => {
      const path = names.get(name) ?? (name === 'seed' ? name : null);
      return path === null || [wanted].flat().includes(cellAt(path, point));
    });
  const valuesWith = (path: string, conditions: AxisConditions) => [
    ...new Set(points.filter((point) => meets(conditions, point)).map((point) => cellAt(path, point))),
  ];
  const values = new Map([...new Set(['seed', ...paths])].map((path) => [path, valuesWith(path, {})]));
  return { complete, names, values, meets, valuesWith };
}

/** A path, and those of its ends that no other path has. */
function ends(path: string, paths: readonly string[]): string[] {
  const parts = path.split('.');
  return parts
    .map((_, start) => parts.slice(start).join('.'))
    .filter((end) => end === path || !paths.some((other) => other !== path && isEnd(end, other)));
}

function isEnd(end: string, path: string): boolean {
  return path === end || path.endsWith(`.${end}`);
}

/** A setting as the tables have it. */
function tableCell(value: Json): Json {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
