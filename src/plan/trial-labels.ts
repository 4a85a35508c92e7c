import type { Json } from '../node/json.ts';

/**
 * Short names for axes: the last part of the path, with as many parts before it as it takes to tell the axes apart.
 * @example axisLabels(['seed', 'estimators.IXT.alpha']) // ['seed', 'alpha']
 */
export function axisLabels(paths: readonly string[]): string[] {
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
export function settingLabel(label: string, value: Json): string {
  return `${label}=${typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '')}`;
}
