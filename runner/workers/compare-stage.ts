import { RunError } from '../../src/node/run-error.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { type Comparison, comparisons, comparisonsId } from '../../src/plan/stage-estimates.ts';
import { type ComparedSide, pairedCaptures } from '../capture/paired-captures.ts';
import { recordedCaptures } from '../capture/recorded/recorded-captures.ts';
import type { Capture } from '../contract/capture.ts';
import { CapturesLost } from '../contract/kept-captures.ts';
import type { StageData } from '../contract/stage-data.ts';
import type { RowsByEstimate } from '../contract/stage-result.ts';
import { createEstimateLedger } from '../training/estimate-ledger.ts';
import { recordingIn } from '../training/samples-in.ts';
import { resultClass } from './result-class.ts';
import { comparisonKey } from './result-key.ts';
import { failureText } from './run-stage.ts';
import { openStageResults, type StageResults } from './stage-results.ts';
import type { StageRunner } from './stage-runner.ts';
import type { TaskOutcome } from './work-through.ts';

/** A stage with its data. */
export interface DataStage {
  readonly stage: StagePlan;
  readonly data: StageData;
}

type Tools = Pick<StageRunner, 'kinds' | 'engine' | 'pool' | 'store' | 'captures' | 'listen' | 'fresh'>;

/**
 * Makes the comparisons of a stage that are not kept: once its training and the others are done, kept captures of both are read side by
 * side, row by row. One that is interrupted is made anew.
 * @param own the stage; its plan says with which others
 * @param otherOf gives one of those by its id
 */
export async function compareStage(
  own: DataStage,
  otherOf: (id: string) => Promise<DataStage>,
  tools: Tools,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const { kinds, listen } = tools;
  const id = comparisonsId(own.stage);
  const begun = performance.now();
  try {
    const all = comparisons(own.stage);
    const mine = openSide(own, tools);
    const results = new Map<Comparison, OpenSide>();
    for (const one of all) results.set(one, openSide(await otherOf(one.other.stage), tools));
    const missing = await asyncFilter(all, async (one) => {
      const key = comparisonKey(mine.results.keys, results.get(one)!.results.keys, one);
      return tools.fresh !== null || !(await tools.store.has(key));
    });
    listen({ event: 'stage-estimates', stage: id, estimators: sources(all, missing) });
    for (const alike of byCaptures(missing)) {
      const other = results.get(alike[0]!)!;
      const rows = await compare(alike, mine, other, tools, signal);
      if (rows === 'interrupted') return { kind: 'interrupted' };
      const { keys } = other.results;
      for (const one of alike)
        await mine.results.keepComparison(one, rows[one.key]!, { keys, training: other.stage.key });
    }
    const seconds = (performance.now() - begun) / 1000;
    listen({ event: 'stage-finished', stage: id, outcome: { kind: 'complete' }, seconds });
    return { kind: 'done' };
  } catch (cause) {
    const message = failureText(kinds.blame(cause));
    listen({ event: 'stage-failed', stage: id, message });
    return { kind: 'failed', message };
  }
}

interface OpenSide extends DataStage {
  readonly results: StageResults;
}

function openSide(side: DataStage, { engine, store }: Tools): OpenSide {
  const numericClass = resultClass(engine.numericClass);
  return { ...side, results: openStageResults(side.stage, numericClass, side.data, store) };
}

/** Comparisons by the captures that they read, which are read once for all that do. */
function byCaptures(comparisons: readonly Comparison[]): Iterable<readonly Comparison[]> {
  const found = new Map<string, Comparison[]>();
  for (const one of comparisons) {
    const key = JSON.stringify([one.probe, one.other]);
    const alike = found.get(key);
    if (alike) alike.push(one);
    else found.set(key, [one]);
  }
  return found.values();
}

/** @param alike comparisons of the same captures */
async function compare(
  alike: readonly Comparison[],
  own: OpenSide,
  other: OpenSide,
  tools: Tools,
  signal: AbortSignal,
): Promise<RowsByEstimate | 'interrupted'> {
  const [{ name, probe, other: read }] = alike as readonly [Comparison];
  // without epochs on one side rows are told by their iterations
  const counted = [own, other].every(({ stage }) => stage.training.updatesPerEpoch !== null);
  const sides = [
    await captured(own, own.stage.probes[probe]!.key, counted, tools),
    await captured(other, read.capture, counted, tools),
  ] as const;
  const ledger = createEstimateLedger(alike, tools.pool);
  try {
    for await (const capture of pairedCaptures(...sides)) {
      if (signal.aborted) break;
      await ledger.submit(probe, capture.iteration, () => capture);
    }
  } catch (cause) {
    await ledger.finish().catch(() => {});
    if (cause instanceof CapturesLost) throw gone(name, cause);
    throw cause;
  }
  const rows = await ledger.finish();
  return signal.aborted ? 'interrupted' : rows;
}

/** The captures of a probe, kept or recorded; none of a training that gave none because it diverged before its first row. */
async function captured(
  { stage, data, results }: OpenSide,
  capture: string,
  counted: boolean,
  { captures }: Tools,
): Promise<ComparedSide> {
  const unit = counted ? Math.max(1, stage.training.updatesPerEpoch ?? 1) : 1;
  const side = {
    id: stage.id,
    momentOf: (iteration: number) => iteration / unit,
    apart: counted ? 0.5 / unit : 0,
  };
  const probe = stage.probes.find(({ key }) => key === capture)!;
  if (stage.recorded) return { ...side, captures: recordedCaptures(stage, recordingIn(data), probe) };
  const kept = await captures.open(results.keys.capture(capture));
  if (kept) return { ...side, captures: kept };
  const training = await results.training();
  if (training?.outcome.kind === 'diverged') return { ...side, captures: nothing() };
  throw gone(stage.id);
}

async function* nothing(): AsyncGenerator<Capture, void> {}

function gone(what: string, cause?: Error): RunError {
  return new RunError(`the captures that ${what} is compared by are not there any more`, {
    hint: 'run the study again: the training that gives them runs again',
    ...(cause ? { cause } : {}),
  });
}

/** Where the rows of each estimator come from, by its name. */
function sources(all: readonly Comparison[], missing: readonly Comparison[]) {
  return [...new Set(all.map(({ name }) => name))].map((estimator) => {
    const named = (list: readonly Comparison[]) => list.filter(({ name }) => name === estimator).length;
    return { estimator, kept: named(all) - named(missing), captures: named(missing), training: 0 };
  });
}

async function asyncFilter<Item>(
  items: readonly Item[],
  wanted: (item: Item) => Promise<boolean>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (const item of items) if (await wanted(item)) found.push(item);
  return found;
}
