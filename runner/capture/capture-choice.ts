import { misuse } from '../../src/node/run-error.ts';
import type { RowSchedule, StagePlan } from '../../src/plan/plan.ts';
import { rowCount, rowTest } from '../../src/plan/schedule.ts';
import { captureBytes } from './capture-files.ts';

/** Which of the captures of a training are wanted: all, or those at some iterations (`last` is after the last update). */
export type IterationChoice = 'all' | readonly (number | 'last')[];

/** Gigabytes that are written without being asked for by `--iterations`. */
const mostGigabytes = 2;

/**
 * The stages with only the wanted rows in their probes.
 * @param choice everything, as long as it is not very much, when left out
 * @throws RunError (wrong use) when a wanted iteration is none of the rows, or when nobody said how much of very much is wanted
 */
export function chooseCaptures(
  stages: readonly StagePlan[],
  choice: IterationChoice | undefined,
): readonly StagePlan[] {
  if (choice !== undefined && choice !== 'all') {
    for (const one of choice) {
      const known = stages.some((stage) => iterationsOf(stage, [one]).every((at) => takesRow(stage, at)));
      if (!known)
        throw misuse(`no probe looks at iteration ${one}`, `rows are taken at ${shownRows(stages[0]!)}`);
    }
    return stages.map((stage) => withRows(stage, choice));
  }
  const bytes = stages.reduce((sum, stage) => sum + stageBytes(stage), 0);
  if (choice === 'all' || bytes <= mostGigabytes * 1e9) return stages;
  const rows = stages.reduce((sum, stage) => sum + countCaptures(stage), 0);
  throw misuse(
    `the ${rows} captures of this run take ${(bytes / 1e9).toFixed(1)} GB`,
    'say which with --iterations 0,469,last and --stage, or --iterations all',
  );
}

/** Captures of a stage: rows of its probes. */
export function countCaptures({ probes }: StagePlan): number {
  return probes.reduce((sum, { rows }) => sum + rowCount(rows), 0);
}

function stageBytes(stage: StagePlan): number {
  return stage.probes.reduce((sum, { rows }, probe) => sum + rowCount(rows) * captureBytes(stage, probe), 0);
}

/** Iterations of a training that are wanted, sorted, whether a probe takes a row there or not. */
function iterationsOf({ training }: StagePlan, wanted: Exclude<IterationChoice, 'all'>): number[] {
  const iterations = wanted.map((one) => (one === 'last' ? training.updates : one));
  return [...new Set(iterations)].sort((a, b) => a - b);
}

function takesRow({ probes }: StagePlan, iteration: number): boolean {
  return probes.some(({ rows }) => rowTest(rows)(iteration));
}

function withRows(stage: StagePlan, wanted: Exclude<IterationChoice, 'all'>): StagePlan {
  const iterations = iterationsOf(stage, wanted);
  const probes = stage.probes.map((probe) => ({
    ...probe,
    rows: { iterations: iterations.filter(rowTest(probe.rows)) },
  }));
  return { ...stage, probes };
}

function shownRows({ probes }: StagePlan): string {
  return probes.map(({ name, rows }) => `${shownSchedule(rows)} (${name})`).join('; ');
}

function shownSchedule(rows: RowSchedule): string {
  if (!('iterations' in rows)) return `every ${rows.every} up to ${rows.last}`;
  const { iterations } = rows;
  return `${iterations.slice(0, 8).join(', ')}${iterations.length > 8 ? ', ...' : ''}`;
}
