import type {
  CalibrationCase,
  CalibrationProblem,
  EstimatorCalibration,
} from '../../reports/report-input.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { Calibration, KnownAnswers, KnownCase } from '../contract/known-answers.ts';
import { randomStream } from '../random/stream.ts';
import type { AskedSettings, FirstRow } from './asked-settings.ts';
import { correlationSweep, sweepTitle } from './correlation-sweep.ts';
import { estimateCase } from './estimate-case.ts';
import { lowerSettings } from './lower-settings.ts';

const mostSettings = 16;

/** Estimators of a study that share a card. */
export interface SettingsGroup {
  readonly calibration: Calibration;
  readonly kind: string;
  readonly params: JsonObject;
  readonly names: readonly string[];
  readonly first: FirstRow | null;
}

/**
 * The settings of a study's estimators that have a card each: the distinct ones, at most 16. Kinds that declare no known answers have no
 * card.
 * @param kinds those that the estimators are of
 */
export async function settingsGroups(
  asked: readonly AskedSettings[],
  kinds: Kinds,
): Promise<SettingsGroup[]> {
  const groups = new Map<string, SettingsGroup>();
  for (const { name, kind, params, first } of asked) {
    const calibration = await calibrationOf(kind, kinds);
    if (!calibration) continue;
    const key = JSON.stringify([kind, settingsOf(params, calibration)]);
    const group = groups.get(key) ?? { calibration, kind, params, names: [], first: null };
    const names = [...new Set([...group.names, name])];
    groups.set(key, { ...group, names, first: earlier(group.first, first) });
  }
  return [...groups.values()].slice(0, mostSettings);
}

async function calibrationOf(kind: string, kinds: Kinds): Promise<Calibration | null> {
  const node = await kinds.node('estimator', kind);
  return (node.calibration as Calibration | undefined) ?? null;
}

/** What decides a card: not the probe, nor what its known answers do not depend on. */
function settingsOf(params: JsonObject, { shared = [] }: Calibration): readonly unknown[] {
  const apart = ['probe', ...(typeof shared === 'function' ? shared(params) : shared)];
  return Object.entries(params).filter(([name]) => !apart.includes(name));
}

function earlier(a: FirstRow | null, b: FirstRow | null): FirstRow | null {
  if (a === null || b === null) return a ?? b;
  return a.rank <= b.rank ? a : b;
}

/**
 * What an estimator gives where the answer is known, as its kind declares. What cannot be made is told in it; nothing is thrown for
 * it.
 * @param kinds those that the estimator is of
 */
export async function calibrate(
  { calibration, kind, params, names, first }: SettingsGroup,
  kinds: Kinds,
): Promise<EstimatorCalibration> {
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
  const known = await attempt('', () => calibration.answers(askedOf(lower.params, first)));
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

function askedOf(params: JsonObject, first: FirstRow | null) {
  const { samples, bandwidth, method } = first ?? { samples: null, bandwidth: null, method: null };
  const stream = (...role: readonly (string | number)[]) => randomStream(1, 'calibration', ...role);
  return { params, samples, bandwidth, method, stream };
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
