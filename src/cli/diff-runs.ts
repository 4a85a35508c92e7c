import { join } from 'node:path';
import type { Kinds } from '../../runner/contract/kinds.ts';
import { parseDocument } from '../document/parse-document.ts';
import { toPlain } from '../document/tree.ts';
import { readRegularFile } from '../node/read-regular-file.ts';
import { RunError } from '../node/run-error.ts';
import { differences } from '../plan/differences.ts';
import type { Json, JsonObject, Plan } from '../plan/plan.ts';
import type { Row, RunTables } from '../table/columns.ts';
import { rowTables } from '../table/result-tables.ts';
import { verdictWords } from '../table/verdict-words.ts';
import { exitCodes } from './command.ts';
import { differenceLines } from './difference-text.ts';
import { textTable } from './text-table.ts';

/**
 * What differs between two runs: settings, versions and machine, by estimator and layer the largest difference of
 * their estimates, that of their training curves, and verdicts.
 * @param a, b folders of runs
 * @param open gives the kinds of a run's study, for claims that are judged again
 * @returns nothing when they are the same
 * @throws RunError when one is no finished run
 */
export async function diffRuns(a: string, b: string, open: OpenKinds): Promise<string> {
  const [before, after] = [await openRun(a, open), await openRun(b, open)];
  const settings = differences(before.settings, after.settings);
  const lock = differences(before.lock, after.lock);
  const results = resultLines(before.tables.estimates, after.tables.estimates);
  const curves = await curveLines(before.tables.training, after.tables.training);
  const verdicts = verdictLines(before.tables, after.tables);
  return [
    settings.length > 0 ? `settings\n${differenceLines(settings)}` : '',
    lock.length > 0 ? `versions, machine and data\n${differenceLines(lock)}` : '',
    results === '' ? '' : `estimates\n${results}`,
    curves === '' ? '' : `training\n${curves}`,
    verdicts === '' ? '' : `verdicts\n${verdicts}`,
  ].join('');
}

interface OpenRun {
  readonly settings: Json;
  readonly lock: JsonObject;
  readonly tables: RunTables;
}

/** Gives the kinds of the study of the run in a folder. */
type OpenKinds = (folder: string, plan: Plan) => Promise<Kinds>;

async function openRun(folder: string, open: OpenKinds): Promise<OpenRun> {
  const { readLock } = await import('../../runner/run/read-lock.ts');
  try {
    const text = readRegularFile(join(folder, 'resolved.yaml')).toString('utf8');
    const { tree } = parseDocument({ name: 'resolved.yaml', text });
    const { versions = null, numericClass = null, data = null } = (await readLock(folder)).all;
    const { readJudgedTables } = await import('../../runner/claims/read-judged-tables.ts');
    const kinds = { open: (plan: Plan) => open(folder, plan) };
    const tables = rowTables(await readJudgedTables(join(folder, 'tables'), kinds));
    return { settings: tree && toPlain(tree), lock: { versions, numericClass, data }, tables };
  } catch (cause) {
    if (cause instanceof RunError) throw cause;
    throw new RunError(`${folder} has no results to compare`, {
      hint: 'only a finished run can be compared',
      exitCode: exitCodes.usage,
      cause,
    });
  }
}

function resultLines(before: readonly Row[], after: readonly Row[]): string {
  const waiting = new Map(before.map((row) => [subject(row), row]));
  const groups = new Map<string, { readonly row: Row; count: number; largest: number; alone: number }>();
  const groupOf = (row: Row) => {
    const key = JSON.stringify([row.estimator, row.layer]);
    const group = groups.get(key) ?? { row, count: 0, largest: 0, alone: 0 };
    groups.set(key, group);
    return group;
  };
  for (const row of after) {
    const partner = waiting.get(subject(row));
    waiting.delete(subject(row));
    const group = groupOf(row);
    if (!partner) group.alone++;
    else if (partner.value !== row.value) {
      group.count++;
      group.largest = Math.max(group.largest, Math.abs(Number(partner.value) - Number(row.value)));
    }
  }
  for (const row of waiting.values()) groupOf(row).alone++;
  const different = [...groups.values()].filter((group) => group.count > 0 || group.alone > 0);
  if (different.length === 0) return '';
  const rows = different.map(({ row, count, largest, alone }) => [
    String(row.estimator ?? ''),
    String(row.layer ?? ''),
    String(count),
    `${largest.toPrecision(3)} ${row.unit ?? ''}`.trim(),
    String(alone),
  ]);
  return textTable([
    ['estimator', 'layer', 'rows that differ', 'largest difference', 'rows in one only'],
    ...rows,
  ]);
}

async function curveLines(before: readonly Row[], after: readonly Row[]): Promise<string> {
  const { compareTables } = await import('../../runner/run/compare-tables.ts');
  const { largest, unmatched, identical } = compareTables(before, after, ['loss', 'accuracy']);
  if (identical) return '';
  const { loss, accuracy } = largest;
  return textTable([
    ['largest difference of the loss', 'of the accuracy', 'rows in one only'],
    [loss!.toPrecision(3), accuracy!.toPrecision(3), String(unmatched)],
  ]);
}

/** Claims, of each trial, setting and of all, whose verdict or margin is another one. */
function verdictLines(before: RunTables, after: RunTables): string {
  const axes = [...new Set([...before.axes, ...after.axes])];
  const settingOf = (row: Row) =>
    axes.flatMap((axis) => (row[axis] == null ? [] : [`${axis}=${row[axis]}`])).join();
  const nameOf = (row: Row) =>
    JSON.stringify([row.claim, row.trial, row.trial === 'all' ? settingOf(row) : '']);
  const rows = new Map([...before.claims, ...after.claims].map((row) => [nameOf(row), row]));
  const [old, fresh] = [before, after].map(({ claims }) => new Map(claims.map((row) => [nameOf(row), row])));
  const different = [...rows].flatMap(([name, row]) => {
    const [was, is] = [wordsOf(old!.get(name)), wordsOf(fresh!.get(name))];
    const trial =
      row.trial === 'all'
        ? ['all', settingOf(row)].filter((part) => part !== '').join(' ')
        : String(row.trial);
    return was === is ? [] : [[String(row.claim), trial, was, is]];
  });
  return different.length === 0 ? '' : textTable([['claim', 'trial', 'was', 'is'], ...different]);
}

function wordsOf(row: Row | undefined): string {
  if (!row) return 'not asked';
  const { violations, cases, worst_margin: margin } = row;
  const against = typeof cases === 'number' ? `, ${violations} of ${cases} against it` : '';
  return `${verdictWords(row)}${against}${typeof margin === 'number' ? `, margin ${margin.toPrecision(3)}` : ''}`;
}

/** What a row is about, without its results. */
function subject(row: Row): string {
  const { trial, model, iteration, layer, channel, channel_2, estimator, quantity, model_2, seed_2 } = row;
  const of = [trial, model, iteration, layer, channel, channel_2, estimator, quantity];
  return JSON.stringify([...of, model_2 ?? null, seed_2 ?? null]);
}
