import { basename, dirname, parse } from 'node:path';
import { nearestName } from '../diagnostic/nearest.ts';

/**
 * The YAML file beside a path where nothing is that the path most likely stands for, its ending left out or its name
 * mistyped.
 * @param list names of what lies in a folder
 * @returns the file's name without its folder; null when nothing is close
 */
export function nearYamlFile(path: string, list: (folder: string) => readonly string[]): string | null {
  const studies = list(dirname(path))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => parse(name));
  const said = basename(path).replace(/\.ya?ml$/, '');
  const near = nearestName(
    said,
    studies.map(({ name }) => name),
  );
  return studies.find(({ name }) => name === near)?.base ?? null;
}
