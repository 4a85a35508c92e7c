import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { CalibrationCard, EstimatorCalibration } from '../../reports/report-input.ts';
import { machineFailure } from '../../src/node/machine-failure.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import { type AskedSettings, askedSettings } from './asked-settings.ts';

/** Compiled JavaScript, also when the caller runs from the sources. */
const file = join(packageRoot, 'dist/runner/workers/known-cases-thread.js');

/** What a thread of known cases is given. */
export interface KnownCasesOrder {
  readonly asked: readonly AskedSettings[];
  readonly plugins: readonly PluginModule[];
  /** Settings that are left out, from the first on. */
  readonly skip: number;
}

/** What it tells: first whose settings there are, then a card each; else why there are none. */
export type KnownCasesAnswer =
  | { readonly groups: readonly (readonly string[])[] }
  | { readonly card: EstimatorCalibration }
  | { readonly failure: string };

/** What known cases may take, in seconds. */
export interface KnownCasesLimits {
  /** Processor time of one setting. */
  readonly processor: number;
  /** Time of the clock of one setting: a plugin may wait for ever. */
  readonly clock: number;
  /** Processor time of all settings that were not finished. */
  readonly lost: number;
  /** Time of the clock after the command was asked to end. */
  readonly hurry: number;
}

export const knownCasesLimits: KnownCasesLimits = { processor: 30, clock: 900, lost: 60, hurry: 5 };

/** Milliseconds between two looks at what a thread has used. */
const interval = 100;

/** Who hears of known cases that are left out, and may end them. */
export interface CalibrationListener {
  readonly warn?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** Makes the calibration card of a plan: for each distinct setting of its estimators what they give where the answer is known. */
export type Calibration = (plan: Plan, estimates: readonly Row[], kinds: Kinds) => Promise<CalibrationCard>;

/**
 * Computes known cases in a thread, all settings in the same; one that takes more than it may is left out, which its place in the card and a
 * warning say. The last card is remembered: a run's verdicts and its page ask for the same.
 */
export function calibrationApart(
  listener: CalibrationListener = {},
  limits: KnownCasesLimits = knownCasesLimits,
): Calibration {
  let last: { readonly text: string; readonly card: Promise<CalibrationCard> } | null = null;
  return (plan, estimates, { plugins }) => {
    const asked = askedSettings(plan, estimates);
    if (asked.length === 0) return Promise.resolve([]);
    const text = JSON.stringify([asked, plugins]);
    if (last?.text !== text) last = { text, card: cardOf({ asked, plugins, skip: 0 }, listener, limits) };
    return last.card;
  };
}

async function cardOf(
  order: KnownCasesOrder,
  { warn = () => {}, signal = new AbortController().signal }: CalibrationListener,
  limits: KnownCasesLimits,
): Promise<CalibrationCard> {
  const card: EstimatorCalibration[] = [];
  let groups: readonly (readonly string[])[] = [[...new Set(order.asked.map(({ name }) => name))]];
  let lost = 0;
  for (;;) {
    const found = await inThread({ ...order, skip: card.length }, signal, limits);
    groups = found.groups ?? groups;
    card.push(...found.cards);
    if (found.why === null || card.length === groups.length) return card;
    lost += found.seconds;
    const ends = found.interrupted || lost >= limits.lost;
    const left = groups.slice(card.length, ends ? groups.length : card.length + 1);
    for (const [at, names] of left.entries()) {
      const why =
        at === 0 || found.interrupted ? found.why : `those of other settings took ${limits.lost} s or more`;
      card.push({ estimators: names, settings: '', cases: [], sweep: null, problems: [{ what: '', why }] });
      warn(`the known cases of ${names.join(', ')} are left out: ${why}`);
    }
    if (card.length === groups.length) return card;
  }
}

/** How far a thread came. */
interface Found {
  readonly groups: readonly (readonly string[])[] | null;
  readonly cards: readonly EstimatorCalibration[];
  /** Why it did not finish; null where it did. */
  readonly why: string | null;
  readonly interrupted: boolean;
  /** Processor time of the setting that was not finished. */
  readonly seconds: number;
}

function inThread(order: KnownCasesOrder, signal: AbortSignal, limits: KnownCasesLimits): Promise<Found> {
  const thread = new Worker(file, { workerData: order, execArgv: [] });
  let groups: Found['groups'] = null;
  const cards: EstimatorCalibration[] = [];
  let begun = now();
  let asked: number | null = null;
  return new Promise((resolve) => {
    const finish = (why: string | null, interrupted = false) => {
      clearInterval(timer);
      thread.terminate().catch(() => {});
      resolve({ groups, cards, why, interrupted, seconds: now().processor - begun.processor });
    };
    const timer = setInterval(() => {
      const { processor, clock } = now();
      if (signal.aborted) asked ??= clock;
      if (asked !== null && clock - asked >= limits.hurry)
        finish('the command was interrupted; `infoplane report` computes them', true);
      else if (processor - begun.processor >= limits.processor)
        finish(late(`${limits.processor} s of processor time`));
      else if (clock - begun.clock >= limits.clock) finish(late(`${limits.clock} s`));
    }, interval);
    thread.on('error', (cause) => finish((machineFailure(cause) ?? cause).message));
    thread.on('exit', () => finish('their thread ended'));
    thread.on('message', (answer: KnownCasesAnswer) => {
      if ('failure' in answer) return finish(answer.failure);
      if ('groups' in answer) groups = answer.groups;
      else cards.push(answer.card);
      begun = now();
      if (groups?.length === order.skip + cards.length) finish(null);
    });
  });
}

function late(time: string): string {
  return `they take more than ${time}. The estimates are as they are; to see known cases, choose settings that take less time, such as fewer permutations or slices`;
}

/** Seconds of the clock, and of processor time that was used beside this thread, or less: it counts as busy whenever its loop is. */
function now(): { readonly processor: number; readonly clock: number } {
  const { user, system } = process.cpuUsage();
  const own = performance.eventLoopUtilization().active / 1000;
  return { processor: (user + system) / 1e6 - own, clock: performance.now() / 1000 };
}
