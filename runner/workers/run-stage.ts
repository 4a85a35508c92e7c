import { machineFailure } from '../../src/node/machine-failure.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { EstimatorPlan, StagePlan } from '../../src/plan/plan.ts';
import { ownEstimates } from '../../src/plan/stage-estimates.ts';
import type { EstimateSource } from '../contract/run-events.ts';
import type { StageData } from '../contract/stage-data.ts';
import type { KeptTraining, Outcome } from '../contract/stage-result.ts';
import { readCaptures } from './read-captures.ts';
import { resultClass } from './result-class.ts';
import { notYetPinned, pinnedProbes } from './stage-captures.ts';
import { openStageResults, type StageResults } from './stage-results.ts';
import type { StageRunner } from './stage-runner.ts';
import { trainStage } from './train-stage.ts';
import type { TaskOutcome } from './work-through.ts';

/** What is to be done for a stage: each of its estimates is in one of the lists. */
interface StageWork {
  /** The kept training; null where there is none, or all is computed again. */
  readonly training: KeptTraining | null;
  readonly kept: readonly EstimatorPlan[];
  readonly captured: readonly EstimatorPlan[];
  readonly trained: readonly EstimatorPlan[];
  /** Probes, by index, whose captures are wanted themselves and not kept. */
  readonly pinned: readonly number[];
}

/**
 * Runs one stage and keeps what it gives.
 *
 * 1. What is kept of its training and its estimates, and of the captures that the others read, is looked up.
 * 2. Estimates whose captures are kept are read off them.
 * 3. The others are estimated while the training runs, once; it runs too where it is not kept itself.
 * @param stage with the probes and branches of all stages that are the same training
 * @param signal stops the training after the update that is under way
 */
export async function runStage(
  stage: StagePlan,
  data: StageData,
  runner: StageRunner,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const { listen } = runner;
  const begun = performance.now();
  try {
    const numericClass = resultClass(runner.engine.numericClass);
    const results = openStageResults(stage, numericClass, data, runner.store);
    const work = await lookUp(stage, results, runner);
    listen({ event: 'stage-estimates', stage: stage.id, estimators: sources(stage, work) });
    const outcome = await perform(stage, data, { work, results }, runner, signal);
    const seconds = (performance.now() - begun) / 1000;
    listen({ event: 'stage-finished', stage: stage.id, outcome, seconds });
    return { kind: outcome.kind === 'interrupted' ? 'interrupted' : 'done' };
  } catch (cause) {
    const message = failureText(runner.kinds.blame(cause));
    listen({ event: 'stage-failed', stage: stage.id, message });
    return { kind: 'failed', message };
  }
}

/** Phase 1. */
async function lookUp(
  stage: StagePlan,
  results: StageResults,
  { captures, fresh }: StageRunner,
): Promise<StageWork> {
  const all = ownEstimates(stage);
  const training = fresh ? null : await results.training();
  // estimates without their training may be of another one
  const pinned = pinnedProbes(stage);
  if (!training) return { training, kept: [], captured: [], trained: all, pinned };
  const missing = await results.missing(all);
  const probes = [...new Set(missing.map(({ probe }) => probe))];
  const open = await Promise.all(
    probes.map(async (probe) => {
      const key = results.keys.capture(stage.probes[probe]!.key);
      return (await captures.open(key)) ? [probe] : [];
    }),
  );
  const there = new Set(open.flat());
  return {
    training,
    kept: all.filter((one) => !missing.includes(one)),
    captured: missing.filter(({ probe }) => there.has(probe)),
    trained: missing.filter(({ probe }) => !there.has(probe)),
    pinned: await notYetPinned(stage, pinned, results.keys, captures),
  };
}

/** Phases 2 and 3. */
async function perform(
  stage: StagePlan,
  data: StageData,
  { work, results }: { readonly work: StageWork; readonly results: StageResults },
  runner: StageRunner,
  signal: AbortSignal,
): Promise<Outcome> {
  const { training, captured, trained, pinned } = work;
  const left = await readCaptures(stage, captured, results, runner, signal);
  if (left === 'interrupted') return { kind: 'interrupted', iteration: 0 };
  const wanted = [...trained, ...left];
  if (training && wanted.length === 0 && pinned.length === 0) return training.outcome;
  return trainStage(stage, data, { training, wanted, pinned, results }, runner, signal);
}

/** Where the rows of each estimator come from, by its name. */
function sources(stage: StagePlan, { kept, captured }: StageWork): readonly EstimateSource[] {
  const lists = [kept, captured].map((list) => new Set(list.map(({ key }) => key)));
  const found = new Map<string, { kept: number; captures: number; training: number }>();
  const counted = new Set<string>();
  for (const { name, key, other } of stage.branches.flatMap(({ estimators }) => estimators)) {
    if (other) continue;
    const one = found.get(name) ?? { kept: 0, captures: 0, training: 0 };
    found.set(name, one);
    if (counted.has(`${name} ${key}`)) continue;
    counted.add(`${name} ${key}`);
    if (lists[0]!.has(key)) one.kept++;
    else if (stage.recorded || lists[1]!.has(key)) one.captures++;
    else one.training++;
  }
  return [...found].map(([estimator, counts]) => ({ estimator, ...counts }));
}

/** What a user reads of a failure: a message and what to do, also of what the machine did not do, or for a bug its stack. */
export function failureText(cause: unknown): string {
  const told = cause instanceof RunError ? cause : machineFailure(cause);
  if (told) return told.hint ? `${told.message}\n  ${told.hint}` : told.message;
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return `this is a bug in infoplane; please report it with the lines below\n${stack}`;
}
