import { sha256 } from '../canonical.ts';
import type { Json } from '../json.ts';
import { type StudyAxis, unchanged } from './axis.ts';

/** Characters of a value in a label; longer ones are cut and told apart by a few digits of their hash. */
const longest = 40;
const hashDigits = 6;

/** Labels of the places on each axis, such as `alpha=2`; of settings that go in step, `filters=2,units=10`. */
export function placeLabels(axes: readonly StudyAxis[]): (axis: number, place: number) => string {
  const names = axisLabels(axes.flatMap((axis) => axis.columns));
  let column = 0;
  const labels = axes.map(({ columns, values }) => {
    const own = columns.map((_, index) => names[column + index]!);
    column += columns.length;
    const seen = new Set<string>();
    return values.map(({ cells }) => {
      const label = cells.map((cell, index) => settingLabel(own[index]!, cell)).join();
      const unique = seen.has(label)
        ? `${label}~${sha256(JSON.stringify(cells)).slice(0, hashDigits)}`
        : label;
      seen.add(unique);
      return unique;
    });
  });
  return (axis, place) => (place === unchanged ? '' : labels[axis]![place]!);
}

/**
 * Short names for axes: the last part of the path, with as many parts before it as it takes to tell the axes apart.
 * @example axisLabels(['seed', 'estimators.IXT.alpha']) // ['seed', 'alpha']
 */
function axisLabels(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const parts = path.split('.');
    for (let count = 1; count < parts.length; count++) {
      const label = parts.slice(-count).join('.');
      if (!paths.some((other) => other !== path && (other === label || other.endsWith(`.${label}`))))
        return label;
    }
    return path;
  });
}

/** A setting as trials and stages are named by it: `alpha=2`, `bandwidth={silverman:5}`. */
function settingLabel(label: string, value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
  if (text.length <= longest) return `${label}=${text}`;
  return `${label}=${text.slice(0, longest - hashDigits - 2)}~${sha256(text).slice(0, hashDigits)}`;
}
