import type { Row } from '../../src/table/columns.ts';
import { evenlySpaced } from './evenly-spaced.ts';
import type { PageTable } from './page-table.ts';
import { momentsOf, thinMoments } from './thin-rows.ts';

/** Moments of the training that a table keeps while trials can be left out instead. */
const fewestMoments = 24;

/**
 * About `most` rows of a table: those of fewer iterations, denser at the beginning; where that is not enough those of fewer trials, evenly chosen,
 * besides rows that are of all; where there are none, rows evenly chosen.
 */
export function thinTable(table: PageTable, most: number): PageTable {
  const steps = [fewerMoments(fewestMoments), fewerTrials, fewerMoments(2), fewerRows];
  const rows = steps.reduce((left, step) => (left.length > most ? step(left, most) : left), table.rows);
  return rows === table.rows ? table : { ...table, rows };
}

type Step = (rows: readonly Row[], most: number) => readonly Row[];

function fewerMoments(fewest: number): Step {
  return (rows, most) => {
    if (typeof rows[0]?.iteration !== 'number') return rows;
    const moments = momentsOf(rows, 'iteration').length;
    return thinMoments(rows, Math.max(fewest, Math.floor((moments * most) / rows.length)));
  };
}

const fewerTrials: Step = (rows, most) => {
  const trials = [...new Set(rows.flatMap(({ trial }) => (trial == null || trial === 'all' ? [] : [trial])))];
  const room = Math.max(1, Math.floor((trials.length * most) / rows.length));
  const kept = new Set(evenlySpaced(trials.length, room).map((at) => trials[at]!));
  return rows.filter(({ trial }) => trial == null || trial === 'all' || kept.has(trial));
};

const fewerRows: Step = (rows, most) => evenlySpaced(rows.length, Math.max(1, most)).map((at) => rows[at]!);
