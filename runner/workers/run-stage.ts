import type { LongestSample } from '../../src/node/declare.ts';
import { type MemoryNeed, requireMemory } from '../../src/node/require-memory.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { stageContent } from '../../src/plan/stage-content.ts';
import { epochIn } from '../../src/plan/trained-here.ts';
import type { Checkpoints } from '../contract/checkpoint.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Engine } from '../contract/engine.ts';
import type { Estimation } from '../contract/estimation.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { ModelRun } from '../contract/model.ts';
import type { ProbeNode } from '../contract/probe.ts';
import type { EventListener } from '../contract/run-events.ts';
import type { Outcome, StageResult } from '../contract/stage-result.ts';
import { nameWeights } from '../store/kept-weights.ts';
import type { Store } from '../store/store.ts';
import { requiredStages } from './required-stages.ts';
import { resultClass } from './result-class.ts';
import { resultKey } from './result-key.ts';
import { openStageCheckpoints } from './stage-checkpoints.ts';
import type { TaskOutcome } from './work-through.ts';

export interface StageRunner {
  readonly kinds: Kinds;
  readonly engine: Engine;
  readonly pool: Estimation;
  readonly store: Store;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly listen: EventListener;
  /** Aborted when another worker has the stage: nothing is saved then. */
  readonly lost: AbortSignal;
  /** Removes the checkpoints that are there, and begins at 0. */
  readonly fresh: boolean;
  /** Given the rows of a stage that was stopped early. */
  readonly partial: (stage: StagePlan, result: StageResult) => Promise<void>;
}

/**
 * Runs one stage and keeps its result.
 * @param key of the result
 * @param signal stops the training after the update that is under way
 */
export async function runStage(
  stage: StagePlan,
  key: string,
  dataset: Dataset,
  runner: StageRunner,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  const { listen } = runner;
  listen({ event: 'stage-started', stage: stage.id, result: key, updates: stage.training.updates });
  const begun = performance.now();
  try {
    const outcome = await withCheckpoints(stage, key, runner, (checkpoints) =>
      trainAndKeep(stage, key, dataset, checkpoints, runner, signal),
    );
    const seconds = (performance.now() - begun) / 1000;
    listen({ event: 'stage-finished', stage: stage.id, outcome, seconds });
    return { kind: outcome.kind === 'interrupted' ? 'interrupted' : 'done' };
  } catch (cause) {
    const message = failureText(runner.kinds.blame(cause));
    listen({ event: 'stage-failed', stage: stage.id, message });
    return { kind: 'failed', message };
  }
}

async function withCheckpoints(
  stage: StagePlan,
  key: string,
  runner: StageRunner,
  train: (checkpoints: Checkpoints) => Promise<Outcome>,
): Promise<Outcome> {
  const checkpoints = await openStageCheckpoints(stage, key, runner);
  const { lost } = runner;
  try {
    const outcome = await train({
      load: () => checkpoints.load(),
      due: (epochEnds) => !lost.aborted && checkpoints.due(epochEnds),
      // another worker writes there once the lease is lost
      save: async (moment, rows) => {
        if (lost.aborted) await rows;
        else await checkpoints.save(moment, rows);
      },
    });
    if (outcome.kind !== 'interrupted') await checkpoints.clear();
    return outcome;
  } finally {
    await checkpoints.close();
  }
}

/** Trains, and keeps the result if it came to an end. */
async function trainAndKeep(
  stage: StagePlan,
  key: string,
  dataset: Dataset,
  checkpoints: Checkpoints,
  { kinds, engine, pool, store, listen, partial }: StageRunner,
  signal: AbortSignal,
): Promise<Outcome> {
  // a GPU has memory of its own
  if (engine.numericClass.device === 'cpu') requireMemory(needOf(stage));
  const model = (await kinds.node('model', stage.model.kind)).run as ModelRun;
  const keyOf = (required: string) =>
    resultKey({ key: required }, resultClass(engine.numericClass), dataset.files);
  const { result, weights } = await model(stage, dataset, {
    engine,
    pool,
    probes: await probeNodes(stage, kinds),
    longestSample: await productReaders(stage, kinds),
    required: await requiredStages(stage, keyOf, store),
    checkpoints,
    signal,
    progress: ({ iteration, loss }) => {
      const { updates } = stage.training;
      const epoch = epochIn(stage, iteration);
      listen({ event: 'stage-progress', stage: stage.id, iteration, updates, epoch, loss });
    },
  });
  if (result.outcome.kind === 'interrupted') await partial(stage, result);
  else {
    const numericClass = { ...resultClass(engine.numericClass) };
    const inputs = { stage: stage.key, content: stageContent(stage), numericClass };
    await store.putArrays(key, 'weights', nameWeights(stage.network, weights));
    // first, where `keptStages` finds them without reading the rest
    await store.put(key, { inputs, ...result });
  }
  return result.outcome;
}

function needOf(stage: StagePlan): MemoryNeed {
  return {
    what: `training ${stage.id} (its weights, and the tensors of a mini-batch and of a capture)`,
    bytes: stage.work.memory,
    hint: 'take a smaller `batchSize`, smaller layers or inputs, or a smaller `sample` of the probe',
  };
}

/** The node of each of the stage's probes, by index. */
export async function probeNodes(stage: StagePlan, kinds: Kinds): Promise<ProbeNode[]> {
  return Promise.all(
    stage.probes.map(async (probe) => (await kinds.node('probe', probe.kind)).run as ProbeNode),
  );
}

/** What a user reads of a failure: a message and what to do, or for a bug its stack. */
export function failureText(cause: unknown): string {
  if (cause instanceof RunError) return cause.hint ? `${cause.message}\n  ${cause.hint}` : cause.message;
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return `this is a bug in infoplane; please report it with the lines below\n${stack}`;
}

/** By kind, of the stage's estimators that can do with inner products. */
async function productReaders(stage: StagePlan, kinds: Kinds): Promise<ReadonlyMap<string, LongestSample>> {
  const names = new Set(stage.branches.flatMap(({ estimators }) => estimators.map(({ kind }) => kind)));
  const readers = new Map<string, LongestSample>();
  for (const kind of names) {
    const { longestSample } = await kinds.node('estimator', kind);
    if (longestSample) readers.set(kind, longestSample);
  }
  return readers;
}
