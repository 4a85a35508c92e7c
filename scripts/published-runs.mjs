// Reads published runs as publish-run.mjs writes them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packedName, unpackTable } from '../dist/src/table/packed-table.js';
import { readArrowColumns } from '../dist/src/table/read-arrow-columns.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The published runs of a folder by study; each is read once.
 * `get(study)`: null where it was not published, else its `lock`, and `table(name)`: the rows with their cells as text, null where there is none.
 */
export function openShelf(folder) {
  const read = (study) => {
    const lock = join(folder, study, 'lock.json');
    if (!existsSync(lock)) return null;
    return {
      lock: JSON.parse(readFileSync(lock, 'utf8')),
      table: memo((name) => readTable(join(folder, study), name)),
    };
  };
  return {
    get: memo(read),
    all: () => readdirSync(folder).filter((name) => existsSync(join(folder, name, 'lock.json'))),
  };
}

/** File of a study of the paper or a companion. */
export function studyFile(study) {
  const found = ['paper', 'companions']
    .map((folder) => join(root, 'specs', folder, `${study}.yaml`))
    .find((path) => existsSync(path));
  if (!found) throw new Error(`no study in specs is called ${study}`);
  return found;
}

function readTable(place, name) {
  const packed = readFileSync(join(place, 'tables', packedName(`${name}.arrow`)));
  return textRows(readArrowColumns(unpackTable(packed)));
}

function textRows(columns) {
  return Array.from({ length: columns[0]?.values.length ?? 0 }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, values }) => [name, values[row] === null ? null : String(values[row])]),
    ),
  );
}

function memo(make) {
  const known = new Map();
  return (name) => {
    if (!known.has(name)) known.set(name, make(name));
    return known.get(name);
  };
}
