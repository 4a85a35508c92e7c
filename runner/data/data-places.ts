import { isJsonObject, type Json } from '../../src/plan/json.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';
import { fileOf } from '../../src/plan/resolve/data-paths.ts';
import type { DataSource } from '../contract/data-source.ts';
import type { DatasetServices } from '../contract/dataset.ts';
import { locateFile } from './data-folders.ts';
import { locateInProject } from './project-path.ts';

/** Where a file or folder of a data set lies. */
export interface DataPlace {
  /** The setting that names it, as keys below the data set; none of official files. */
  readonly setting: readonly string[];
  /** An absolute path, or why there is none. */
  readonly found: string | Error;
}

/** Where the data of a kind comes from. */
export interface DataOrigin {
  /** Official files; null when there are none. */
  readonly source: DataSource | null;
  /** Settings that name files, of a kind that reads the user's own. */
  readonly paths: readonly string[];
}

/** Looks for the files that a data set will be read from. Nothing is opened. */
export async function dataPlaces(
  { params }: Pick<DatasetPlan, 'params'>,
  { source, paths }: DataOrigin,
  services: Pick<DatasetServices, 'env' | 'folder'>,
): Promise<DataPlace[]> {
  const places: DataPlace[] = [];
  for (const { name } of source?.files ?? []) {
    const found = await locateFile(source!, name, services.env).catch((cause: Error) => cause);
    places.push({ setting: [], found });
  }
  const visit = (value: Json | undefined, setting: readonly string[]): void => {
    if (isJsonObject(value)) for (const [key, part] of Object.entries(value)) visit(part, [...setting, key]);
    if (typeof value === 'string') places.push({ setting, found: located(fileOf(value), services) });
  };
  for (const name of paths) visit(params[name], [name]);
  return places;
}

function located(path: string, services: Pick<DatasetServices, 'env' | 'folder'>): string | Error {
  try {
    return locateInProject(path, services);
  } catch (cause) {
    return cause as Error;
  }
}
