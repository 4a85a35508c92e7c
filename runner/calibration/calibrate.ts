import type {
  CalibrationCard,
  CalibrationCase,
  CalibrationProblem,
  EstimatorCalibration,
} from '../../reports/report-input.ts';
import type { EstimatorPlan, Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { Calibration, KnownAnswers, KnownCase } from '../contract/known-answers.ts';
import { randomStream } from '../random/stream.ts';
import { correlationSweep, sweepTitle } from './correlation-sweep.ts';
import { estimateCase } from './estimate-case.ts';
import { lowerSettings } from './lower-settings.ts';

const mostSettings = 16;

/** Estimators of a study that share a card. */
interface Group {
  readonly calibration: Calibration;
  readonly estimators: EstimatorPlan[];
  /** Trials and names whose rows have these settings. */
  readonly places: Set<string>;
}

/**
 * The calibration card of a plan: for each distinct setting of its estimators (at most 16) what the estimator itself gives
 * where the answer is known, as its kind declares. Kinds that declare no known answers have no card. What cannot be made
 * is told in the card; nothing is thrown for it.
 *
 * @param estimates rows of the run, which say how many samples its estimates rest on
 * @param kinds those that the plan's estimators are of
 */
export async function calibrate(
  plan: Plan,
  estimates: readonly Row[],
  kinds: Kinds,
): Promise<CalibrationCard> {
  const groups = new Map<string, Group>();
  const all = plan.stages.flatMap(({ branches }) =>
    branches.flatMap(({ trial, estimators }) => estimators.map((estimator) => ({ trial, estimator }))),
  );
  for (const { trial, estimator } of all) {
    const calibration = await calibrationOf(estimator.kind, kinds);
    if (!calibration) continue;
    const key = JSON.stringify([estimator.kind, settingsOf(estimator, calibration)]);
    const group = groups.get(key);
    const place = placeOf(trial, estimator.name);
    if (group) {
      group.estimators.push(estimator);
      group.places.add(place);
    } else groups.set(key, { calibration, estimators: [estimator], places: new Set([place]) });
  }
  const card: EstimatorCalibration[] = [];
  for (const group of [...groups.values()].slice(0, mostSettings)) {
    card.push(await cardOf(group, estimates, kinds));
  }
  return card;
}

async function calibrationOf(kind: string, kinds: Kinds): Promise<Calibration | null> {
  const node = await kinds.node('estimator', kind);
  return (node.calibration as Calibration | undefined) ?? null;
}

/** What decides a card: not the probe, nor what its known answers do not depend on. */
function settingsOf({ params }: EstimatorPlan, { shared = [] }: Calibration): readonly unknown[] {
  const apart = ['probe', ...(typeof shared === 'function' ? shared(params) : shared)];
  return Object.entries(params).filter(([name]) => !apart.includes(name));
}

/** Where rows of an estimator stand. */
function placeOf(trial: string, estimator: string): string {
  return `${estimator}\n${trial}`;
}

async function cardOf(
  { calibration, estimators, places }: Group,
  estimates: readonly Row[],
  kinds: Kinds,
): Promise<EstimatorCalibration> {
  const { kind, params } = estimators[0]!;
  const names = [...new Set(estimators.map((estimator) => estimator.name))];
  const row = estimates.find(({ trial, estimator }) => places.has(placeOf(String(trial), String(estimator))));
  const problems: CalibrationProblem[] = [];
  async function attempt<T>(what: string, make: () => T | Promise<T>): Promise<T | null> {
    try {
      return await make();
    } catch (error) {
      problems.push({ what, why: messageOf(kinds.blame(error)) });
      return null;
    }
  }
  const lower = lowerSettings(params, calibration.most ?? {});
  const known = await attempt('', () => calibration.answers(askedOf(lower.params, row)));
  const {
    settings,
    cases: all,
    sweep: pairs,
  }: KnownAnswers = known ?? { settings: '', cases: [], sweep: null };
  const cases: CalibrationCase[] = [];
  for (const each of all) {
    const solved = await attempt(each.about, () => solve(each, kind, kinds));
    if (solved) cases.push(solved);
  }
  const sweep = pairs && (await attempt(sweepTitle, () => correlationSweep(kind, pairs(), kinds)));
  const told = [settings, lower.words].filter((words) => words !== '').join(' ');
  return { estimators: names, settings: told, cases, sweep, problems };
}

function askedOf(params: EstimatorPlan['params'], row: Row | undefined) {
  const text = (cell: Row[string] | undefined) => (typeof cell === 'string' ? cell : null);
  return {
    params,
    samples: typeof row?.samples === 'number' ? row.samples : null,
    bandwidth: text(row?.bandwidth),
    method: text(row?.method),
    stream: (...role: readonly (string | number)[]) => randomStream(1, 'calibration', ...role),
  };
}

async function solve(known: KnownCase, kind: string, kinds: Kinds): Promise<CalibrationCase> {
  const { about, quantity, source, tolerance } = known;
  const { value, unit, method, stderr } = await estimateCase(known.capture, kind, known.params, kinds);
  const scale = unit === 'bits' ? 1 / Math.LN2 : 1;
  const within = typeof tolerance === 'number' ? tolerance : tolerance({ method, stderr: stderr / scale });
  return { about, quantity, value, expected: scale * known.answer, tolerance: scale * within, unit, source };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
