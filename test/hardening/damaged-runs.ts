import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { filtersFile, writeFilters } from '../../runner/reporting/filters-file.ts';
import { tablesOfRows } from '../../src/table/result-tables.ts';
import { readTables, writeTables } from '../../src/table/run-tables.ts';
import { tableNames } from '../../src/table/table-columns.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

export type Workplace = Awaited<ReturnType<typeof createWorkplace>>;

/** Files of a run that commands read. */
export const runFiles = [
  'plan.json',
  'lock.json',
  'log.jsonl',
  'spec.yaml',
  'resolved.yaml',
  'filters.json',
  'tables/estimates.arrow',
  'tables/training.arrow',
  'tables/claims.arrow',
] as const;

/** Commands that read a run's folder, all but `verify`, which trains; they go on past the sums, to what lies behind. */
export const readingCommands = (run: string, other: string): string[][] => [
  ['report', run, '--altered'],
  ['report', other, run, '--altered'],
  ['diff', other, run, '--altered'],
  ['status', run],
  ['list'],
  ['gc'],
  ['export', run, '--weights', 'weights-out', '--altered'],
];

/** What may have become of a file. */
export const accidents: Readonly<Record<string, (path: string) => Promise<void>>> = {
  missing: (path) => rm(path),
  empty: (path) => writeFile(path, ''),
  'cut in half': async (path) => {
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length >> 1));
  },
  'all zeros': async (path) => writeFile(path, Buffer.alloc((await readFile(path)).length)),
  'a folder': async (path) => {
    await rm(path);
    await mkdir(path);
  },
  null: (path) => writeFile(path, 'null\n'),
  list: (path) => writeFile(path, '[1, null, {}]\n'),
  number: (path) => writeFile(path, '42\n'),
  map: (path) => writeFile(path, '{}\n'),
  'another format': async (path) => {
    const text = await readFile(path, 'latin1');
    await writeFile(path, text.replace('"format": 1', '"format": 0'), 'latin1');
  },
};

/** A folder with a run of the study `tiny`, `runs/tiny/sound`, that has all files a run can have. */
export async function soundRun(): Promise<Workplace> {
  const work = await createWorkplace();
  const { out } = await work.infoplane(['run', 'tiny.yaml']);
  const folder = /report: (.*)\/report\.html/.exec(out)![1]!;
  const sound = join(work.folder, 'runs/tiny/sound');
  await rename(join(work.folder, folder), sound);
  const values = Int8Array.of(1, 2, 3, 4);
  const filters = {
    trials: ['base'],
    model: 'net',
    layer: 'C1',
    shape: [1, 1, 2, 2],
    values,
    most: 1,
  } as const;
  await writeFile(join(sound, filtersFile), writeFilters([filters]));
  return work;
}

/** Copies a run of the study `tiny` as `runs/tiny/damaged`, damages it, and says where it is. */
export async function damagedCopy(
  work: Workplace,
  damage: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(work.folder, 'runs', 'tiny', 'damaged');
  await rm(folder, { recursive: true, force: true });
  await cp(join(work.folder, 'runs', 'tiny', 'sound'), folder, { recursive: true });
  await damage(folder);
  // nothing is exported into a folder that holds something
  await rm(join(work.folder, 'weights-out'), { recursive: true, force: true });
  return 'tiny/damaged';
}

/** Runs a command and checks that it ended in an exit code of the contract and at most one message, never in a stack. */
export async function endsCleanly(work: Workplace, args: readonly string[], about: string): Promise<number> {
  const { code, out, err } = await work.infoplane(args);
  const shown = `${args.join(' ')}, ${about}: ${code}\n${err}`;
  expect([0, 1, 2, 3, 4], shown).toContain(code);
  expect(`${out}${err}`, shown).not.toMatch(/this is a bug|^ {4}at /m);
  if (code === 2 || code === 4) expect(err.match(/^infoplane: /gm) ?? [], shown).toHaveLength(1);
  return code;
}

/**
 * Lets every accident happen to a file of a run, and runs the commands that read it: each of them after each accident (`all`), or
 * after most accidents only those that draw and compare that run (`few`). Gives how many commands were run.
 */
export async function checkAccidents(
  work: Workplace,
  name: string,
  commands: 'all' | 'few',
): Promise<number> {
  let count = 0;
  for (const [about, happen] of Object.entries(accidents)) {
    const run = await damagedCopy(work, (folder) => happen(join(folder, name)));
    const all = commands === 'all' || about === 'missing' || about === 'cut in half';
    for (const args of readingCommands(run, 'tiny/sound')) {
      if (!all && args[0] !== 'diff' && args.join(' ') !== `report ${run} --altered`) continue;
      await endsCleanly(work, args, `${name} ${about}`);
      count++;
    }
  }
  return count;
}

const strange = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1e308,
  '',
  '../../../../etc',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  'x'.repeat(100_000),
  [],
  {},
  [[[[]]]],
  { constructor: { prototype: 1 } },
);

/** A place in a JSON value, as numbers to choose by, and what to put there. */
const change = fc.record({
  steps: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 8 }),
  put: strange,
  drop: fc.boolean(),
});

/** Puts something strange at a place of a JSON text. */
function changeJson(
  text: string,
  { steps, put, drop }: typeof change extends fc.Arbitrary<infer T> ? T : never,
) {
  const root: unknown = JSON.parse(text);
  let at = root;
  for (const [depth, step] of steps.entries()) {
    const map = at as Record<string, unknown>;
    const keys = Object.keys(map);
    const key = keys[step % keys.length];
    if (key === undefined) break;
    const inner = map[key];
    if (depth < steps.length - 1 && typeof inner === 'object' && inner !== null) {
      at = inner;
    } else {
      if (drop && Array.isArray(map)) map.splice(Number(key), 1);
      else if (drop) delete map[key];
      else map[key] = put;
      break;
    }
  }
  return JSON.stringify(root);
}

/** Checks many changed plans and lock files; gives how many were drawn all the same and how many refused. */
export async function checkChangedJson(work: Workplace, count: number) {
  const codes = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('plan.json', 'lock.json'), change, async (name, made) => {
      const run = await damagedCopy(work, async (folder) => {
        const path = join(folder, name);
        await writeFile(path, changeJson(await readFile(path, 'utf8'), made));
      });
      const code = await endsCleanly(
        work,
        ['report', run, '--altered'],
        `${name} ${JSON.stringify(made).slice(0, 300)}`,
      );
      codes.set(code, (codes.get(code) ?? 0) + 1);
      await endsCleanly(work, ['diff', 'tiny/sound', run, '--altered'], name);
    }),
    { numRuns: count },
  );
  return codes;
}

const texts = ['', 'all', '__proto__', 'constructor', '<script>alert(1)</script>', 'x'.repeat(10_000)];
const numbers = [-1, 0, 0.5, 1e9, 2 ** 31 - 1, 1e308, -1e308, 5e-324];

/** Rows to take out, to double and to change, by numbers to choose by. */
const tableChange = fc.record({
  table: fc.constantFrom(...tableNames),
  cells: fc.array(fc.record({ row: fc.nat(), column: fc.nat(), put: fc.nat(), all: fc.boolean() }), {
    maxLength: 6,
  }),
  drop: fc.option(fc.nat(), { freq: 2 }),
  double: fc.option(fc.nat(), { freq: 2 }),
});

/** Checks that a report of tables in which cells and rows are others is drawn or refused in words; gives the exit codes. */
export async function checkChangedTables(work: Workplace, count: number) {
  const codes = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(tableChange, async ({ table, cells, drop, double }) => {
      const run = await damagedCopy(work, async (folder) => {
        const tables = await readTables(join(folder, 'tables'));
        const rows = tables[table].map((row) => ({ ...row }));
        for (const { row, column, put, all } of cells) {
          const names = Object.keys(rows[0]!);
          const name = names[column % names.length]!;
          const sort = typeof rows.map((one) => one[name]).find((cell) => cell !== null);
          const values = sort === 'number' ? numbers : sort === 'string' ? texts : [true, false];
          const value = [null, ...values][put % (values.length + 1)]!;
          for (const one of all ? rows : [rows[row % rows.length]!]) one[name] = value;
        }
        if (double !== null) rows.push(rows[double % rows.length]!);
        if (drop !== null) rows.splice(drop % rows.length, 1 + (drop % 3) * rows.length);
        await writeTables(join(folder, 'tables'), tablesOfRows({ ...tables, [table]: rows }));
      });
      const about = `${table} ${JSON.stringify({ cells, drop, double })}`;
      const code = await endsCleanly(work, ['report', run, '--altered'], about);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      await endsCleanly(work, ['diff', 'tiny/sound', run, '--altered'], about);
      await endsCleanly(work, ['report', 'tiny/sound', run, '--altered'], about);
    }),
    { numRuns: count },
  );
  return codes;
}
