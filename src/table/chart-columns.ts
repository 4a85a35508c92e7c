import { fixedColumns, type TableName } from './table-columns.ts';

/**
 * What a study's own chart calls the columns of axes of the matrix: the last part of the path, and where the table or another
 * axis has a column of that name, as much of the path's end as tells it apart, with `_` between the parts (a dot would lead
 * into a value).
 * @returns names by the axis's path
 * @example chartColumns('estimates', ['models.net.layers.C1.filters']) // Map { 'models.net.layers.C1.filters' => 'filters' }
 */
export function chartColumns(table: TableName, paths: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(fixedColumns(table));
  const end = (path: string, count: number) => path.split('.').slice(-count).join('_');
  return new Map(
    paths.map((path) => {
      const parts = path.split('.').length;
      if (parts === 1) return [path, path];
      for (let count = 1; count < parts; count++) {
        const name = end(path, count);
        const shared = paths.some((other) => other !== path && end(other, count) === name);
        if (!taken.has(name) && !shared) return [path, name];
      }
      return [path, end(path, parts)];
    }),
  );
}
