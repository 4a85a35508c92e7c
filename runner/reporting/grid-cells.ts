import type { GridCell } from '../../reports/charts/setting-grid.ts';
import { joinWords } from '../../reports/data/join-words.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { TrialPlan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { settingWords } from '../../src/table/setting-words.ts';
import type { ReportContext } from '../contract/report.ts';
import { leastOf } from '../kernels/statistics/least-of.ts';
import { distinctTrials } from './distinct-trials.ts';
import { differ, estimateRows } from './estimate-rows.ts';
import { type Mean, summarise } from './summarise.ts';

/** Axes of the matrix by their paths. Without `y` the lines are the claims, or the layers, and otherwise these have a panel each. */
export interface GridAxes {
  readonly x: string;
  readonly y: string | null;
}

export interface CellGrid {
  readonly cells: readonly GridCell[];
  readonly xs: readonly string[];
  readonly ys: readonly string[];
}

/** The path of the axis that is named by it or by as much of its end as tells it apart; the name when there is none. */
export function axisPath(name: string, { plan }: ReportContext): string {
  const paths = plan.axes.map((axis) => axis.name);
  return paths.includes(name) ? name : (paths.find((path) => path.endsWith(`.${name}`)) ?? name);
}

/**
 * Verdicts by setting: how many of the trials there that say something are as the claim says. Trials that differ in other axes count
 * together. An axis that changes nothing for a claim has the same cell throughout.
 */
export function claimGrid(claims: readonly string[], axes: GridAxes, context: ReportContext): CellGrid {
  const { plan, tables } = context;
  const names = new Set(plan.trials.map(({ id }) => id));
  const cells = claims.flatMap((claim) => {
    const rows = tables.claims.filter((row) => row.claim === claim && row.trial !== 'all');
    if (rows.length === 0) return [];
    const places = groupRows(plan.trials, (trial) => placeOf(trial, axes));
    return [...places.values()].map((trials) =>
      verdictCell(
        rows.filter((row) =>
          names.has(String(row.trial))
            ? trials.some((trial) => trial.id === row.trial)
            : trials.some((trial) => isOf(row, trial, tables.axes)),
        ),
        lineOf(claim, trials[0]!, axes),
      ),
    );
  });
  return gridOf(cells, axes, context);
}

/** Whether a claim's row is about the setting of a trial: in each axis that it has a value for. */
function isOf(row: Row, trial: TrialPlan, axes: readonly string[]): boolean {
  return axes.every((axis) => row[axis] == null || String(row[axis]) === settingText(trial, axis));
}

function settingText({ settings }: TrialPlan, axis: string): string {
  const value = settings[axis] ?? null;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

const heldWords = new Set(['holds', 'held-once']);

function verdictCell(rows: readonly Row[], place: Pick<GridCell, 'panel' | 'x' | 'y'>): GridCell {
  const told = rows.filter(({ verdict }) => verdict !== 'vacuous' && verdict !== 'no-data');
  const held = told.filter(({ verdict }) => heldWords.has(String(verdict))).length;
  const margins = told.flatMap((row) => (typeof row.worst_margin === 'number' ? row.worst_margin : []));
  const silent = rows.some(({ verdict }) => verdict === 'vacuous') ? 'vacuous' : 'no data';
  return {
    ...place,
    text: told.length === 0 ? silent : `${held} of ${told.length}`,
    value: told.length === 0 ? null : held / told.length,
    detail: margins.length > 0 ? leastOf(margins).toPrecision(3) : '',
  };
}

/** An estimator's values by setting, the means over the distinct trials there. Without `where.epoch` those of the last row. */
export function estimateGrid(
  estimator: string,
  where: Where,
  axes: GridAxes,
  whole: ReportContext,
): CellGrid {
  const context = distinctTrials(whole, [estimator], axes.x, axes.y ?? 'none');
  const trials = new Map(context.plan.trials.map((trial) => [trial.id, trial]));
  const trialOf = (row: Row) => trials.get(String(row.trial))!;
  const late = { epoch: 'last', ...where } as const;
  const rows = estimateRows({ estimator, of: 'layers', where: late }, context).filter(trialOf);
  const several = differ(rows, 'model');
  const nameOf = (row: Row) => joinWords([several ? String(row.model) : '', String(row.layer ?? '')], ', ');
  const means = summarise(rows, (row) => JSON.stringify([nameOf(row), placeOf(trialOf(row), axes)]), {
    mean: (row) => row.value as number,
  });
  const cells = means.map(({ first, mean }) => valueCell(mean, lineOf(nameOf(first), trialOf(first), axes)));
  return gridOf(cells, axes, context);
}

function valueCell({ value, low, high, trials }: Mean, place: Pick<GridCell, 'panel' | 'x' | 'y'>): GridCell {
  const interval = low === null || high === null ? '' : `${low.toFixed(3)} to ${high.toFixed(3)}, `;
  return {
    ...place,
    text: Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2),
    value,
    detail: `${interval}${trials} ${trials === 1 ? 'value' : 'values'}`,
  };
}

/** Where a cell stands: with a second axis each claim or layer has a panel, else a line. */
function lineOf(name: string, trial: TrialPlan, axes: GridAxes): Pick<GridCell, 'panel' | 'x' | 'y'> {
  const { x, y } = settingOf(trial, axes);
  return axes.y === null ? { panel: '', x, y: name } : { panel: name, x, y };
}

/** Lines and columns in the order of the matrix; lines that are no axis in the order in which they come. */
function gridOf(cells: readonly GridCell[], { x, y }: GridAxes, { plan }: ReportContext): CellGrid {
  const along = (path: string) => [...new Set(plan.trials.map((trial) => settingIn(trial, path)))];
  return { cells, xs: along(x), ys: y === null ? [...new Set(cells.map((cell) => cell.y))] : along(y) };
}

function settingOf(trial: TrialPlan, { x, y }: GridAxes): Pick<GridCell, 'x' | 'y'> {
  return { x: settingIn(trial, x), y: settingIn(trial, y) };
}

function placeOf(trial: TrialPlan, axes: GridAxes): string {
  return JSON.stringify(settingOf(trial, axes));
}

function settingIn(trial: TrialPlan, path: string | null): string {
  if (path === null) return '';
  return path === 'seed' ? String(trial.seed) : settingWords(trial.settings[path] ?? null);
}
