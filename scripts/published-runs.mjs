// Reads published runs, in both forms: tables/*.arrow.gz as publish-run.mjs writes them, and <table>.csv.gz beside a page, as older
// ones lie there until they are made again.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fromCSV } from 'arquero';
import { packedName, unpackTable } from '../dist/src/table/packed-table.js';
import { readArrowColumns } from '../dist/src/table/read-arrow-columns.js';

/**
 * The published runs of a folder by study; each is read once.
 * `get(study)`: null where it was not published, else its `lock`, `table(name)`: the rows with their cells as text, null where there is
 * none, and `address`: what a page in `folder` links to, its page where it has one.
 */
export function openShelf(folder) {
  const read = (study) => {
    const place = join(folder, study);
    if (!existsSync(join(place, 'lock.json'))) return null;
    return {
      lock: JSON.parse(readFileSync(join(place, 'lock.json'), 'utf8')),
      table: memo((name) => readTable(place, name)),
      address: isPage(place) ? `${study}/report.html` : `${study}/`,
    };
  };
  return {
    get: memo(read),
    all: () => readdirSync(folder).filter((name) => existsSync(join(folder, name, 'lock.json'))),
  };
}

/** Whether a published run lies there as a page, without the plan that it was drawn from. */
export function isPage(place) {
  return !existsSync(join(place, 'plan.json'));
}

function readTable(place, name) {
  const packed = join(place, 'tables', packedName(`${name}.arrow`));
  if (existsSync(packed)) return textRows(readArrowColumns(unpackTable(readFileSync(packed))));
  const csv = gunzipSync(readFileSync(join(place, `${name}.csv.gz`))).toString('utf8');
  return fromCSV(csv, { autoType: false }).objects();
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
