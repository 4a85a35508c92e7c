import type { NodeDeclaration } from '../../src/node/declare.ts';
import { type MemoryNeed, requireMemory } from '../../src/node/require-memory.ts';
import type { CaptureBudget } from '../../src/plan/keeping.ts';
import type { EstimatorPlan, StagePlan } from '../../src/plan/plan.ts';
import { ownEstimates } from '../../src/plan/stage-estimates.ts';
import { epochIn } from '../../src/plan/trained-here.ts';
import { stageMemory } from '../../src/plan/work.ts';
import type { Checkpoints } from '../contract/checkpoint.ts';
import { CapturesLost } from '../contract/kept-captures.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { ModelRun } from '../contract/model.ts';
import type { ProbeNode } from '../contract/probe.ts';
import type { StageData } from '../contract/stage-data.ts';
import type { FinishedStage, KeptTraining, Outcome, RowsByEstimate } from '../contract/stage-result.ts';
import type { CaptureKeeper } from '../store/capture-keeper.ts';
import { nameWeights, weightsDigest } from '../store/kept-weights.ts';
import { requiredTrainings } from './required-trainings.ts';
import { openStageCaptures, pinnedProbes } from './stage-captures.ts';
import { openStageCheckpoints } from './stage-checkpoints.ts';
import type { StageResults } from './stage-results.ts';
import type { StageRunner } from './stage-runner.ts';

/** What a training is run for. */
interface TrainingWork {
  /** The kept training, whose weights this one must end with; null where there is none. */
  readonly training: KeptTraining | null;
  readonly wanted: readonly EstimatorPlan[];
  /** Probes, by index, whose captures are wanted themselves. */
  readonly pinned: readonly number[];
  readonly results: StageResults;
}

/**
 * Trains a stage, from its latest checkpoint if there is one, and keeps what it gives. A training that ends with other weights
 * than the kept one says so; it is forgotten with all its estimates, and everything is made anew.
 */
export async function trainStage(
  stage: StagePlan,
  data: StageData,
  work: TrainingWork,
  runner: StageRunner,
  signal: AbortSignal,
): Promise<Outcome> {
  const { listen } = runner;
  const { training, results } = work;
  const { updates } = stage.training;
  const result = results.keys.training(stage.key);
  const how = {
    ...(stage.recorded ? ({ recorded: true } as const) : {}),
    ...(stage.onnx ? { checkpoints: stage.onnx.checkpoints.length } : {}),
  };
  listen({ event: 'stage-started', stage: stage.id, result, updates, ...how });
  const outcome = await withCheckpoints(stage, work, runner, (checkpoints, keeper) =>
    trainAndKeep(stage, data, work, { ...runner, checkpoints, keeper, signal }),
  );
  if (outcome === 'captures lost') {
    const message = `${stage.id}: the captures beside its checkpoints are damaged; the training begins again`;
    listen({ event: 'warning', message });
    return trainStage(stage, data, work, runner, signal);
  }
  if (outcome !== 'other weights') return outcome;
  listen({
    event: 'warning',
    message:
      `${stage.id}: trained again it ends with other weights than the kept ones (${training!.weights.slice(0, 12)}); the training and all that was estimated from it are made anew\n` +
      '  see what has changed on this machine: libraries, drivers, the processor',
  });
  const all = { training: null, wanted: ownEstimates(stage), pinned: pinnedProbes(stage), results };
  return trainStage(stage, data, all, runner, signal);
}

async function withCheckpoints(
  stage: StagePlan,
  work: TrainingWork,
  runner: StageRunner,
  train: (checkpoints: Checkpoints, keeper: CaptureKeeper) => Promise<Outcome | 'other weights'>,
): Promise<Outcome | 'other weights' | 'captures lost'> {
  const fresh = runner.fresh?.first ?? false;
  const { keys } = work.results;
  const keeper = openStageCaptures(stage, work, keys, runner);
  const key = keys.training(stage.key);
  const checkpoints = await openStageCheckpoints(stage, key, { ...runner, fresh }, keeper);
  const { lost } = runner.hold;
  try {
    const guarded: Checkpoints = {
      load: (estimates) => checkpoints.load(estimates),
      due: (epochEnds) => !lost.aborted && checkpoints.due(epochEnds),
      // another worker writes there once the lease is lost
      save: async (moment, rows) => {
        if (lost.aborted) await rows;
        else await checkpoints.save(moment, rows);
      },
    };
    const outcome = await train(guarded, keeper);
    if (outcome === 'other weights' || outcome.kind !== 'interrupted') await checkpoints.clear();
    return outcome;
  } catch (cause) {
    if (!(cause instanceof CapturesLost)) throw cause;
    await checkpoints.clear();
    return 'captures lost';
  } finally {
    await keeper.close();
    await checkpoints.close();
  }
}

type TrainingTools = StageRunner & {
  readonly checkpoints: Checkpoints;
  readonly keeper: CaptureKeeper;
  readonly signal: AbortSignal;
};

/** Trains, and keeps the result if it came to an end and is of the kept training. */
async function trainAndKeep(
  stage: StagePlan,
  data: StageData,
  work: TrainingWork,
  tools: TrainingTools,
): Promise<Outcome | 'other weights'> {
  const { training, wanted, results } = work;
  const { result, weights } = await train(stage, data, work, tools);
  const { outcome, curve } = result;
  const rows = wanted.map((one) => [one, result.estimates[results.keys.estimate(one.key)]!] as const);
  if (outcome.kind === 'interrupted') {
    const estimates: RowsByEstimate = Object.fromEntries(rows.map(([{ key }, own]) => [key, own]));
    await tools.partial(stage, { outcome, curve, estimates });
    return outcome;
  }
  const arrays = nameWeights(stage.network, weights);
  const digest = weightsDigest(arrays);
  const before = training ?? (await results.training());
  if (before && before.weights !== digest) {
    // what is kept may be another worker's who has the training now
    if (!(await tools.hold.holds())) return { kind: 'interrupted', iteration: stage.training.updates };
    await forget(results, stage, tools);
    if (training) return 'other weights';
  }
  // before the rest, so that who is killed here goes on from the checkpoint
  await tools.keeper.finish();
  const keep = async () => {
    if (!training) await results.keepTraining({ outcome, curve }, arrays, digest);
    await results.keepEstimates(rows);
  };
  await keep().catch(async (cause: unknown) => {
    // results go before captures, which are a cache
    if (!isFullDisk(cause) || !(await tools.keeper.discard())) throw cause;
    await keep();
  });
  return outcome;
}

function isFullDisk(failure: unknown): boolean {
  const { cause } = failure as Error;
  return ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** Removes all of a training, its captures too. */
async function forget(results: StageResults, stage: StagePlan, { captures }: TrainingTools): Promise<void> {
  const training = results.keys.training(stage.key);
  for (const one of await captures.all()) if (one.training === training) await captures.remove(one.key);
  await results.forget();
}

async function train(
  stage: StagePlan,
  data: StageData,
  { wanted, results }: TrainingWork,
  { kinds, engine, pool, store, budget, listen, checkpoints, keeper, signal }: TrainingTools,
): Promise<FinishedStage> {
  // a GPU has memory of its own
  if (engine.numericClass.device === 'cpu') requireMemory(needOf(stage, budget));
  const model = (await kinds.node('model', stage.model.kind)).run as ModelRun;
  return model(stage, data, {
    engine,
    pool,
    probes: await probeNodes(stage, kinds),
    longestSample: await declared('longestSample', wanted, kinds),
    readsStates: await declared('readsStates', wanted, kinds),
    wanted: wanted.map((one) => ({ ...one, key: results.keys.estimate(one.key) })),
    required: await requiredTrainings(stage, results.keys, store),
    keeping: keeper,
    checkpoints,
    signal,
    progress: ({ iteration, loss }) => {
      const { updates } = stage.training;
      const epoch = epochIn(stage, iteration);
      listen({ event: 'stage-progress', stage: stage.id, iteration, updates, epoch, loss });
    },
  });
}

function needOf(stage: StagePlan, budget: CaptureBudget): MemoryNeed {
  const bytes = stageMemory(stage, budget);
  if (stage.recorded)
    return {
      what: `a row of ${stage.id}`,
      bytes,
      hint: 'let the probe look at fewer layers at once, or record fewer samples',
    };
  return {
    what: `training ${stage.id} (its weights, and the tensors of a mini-batch and of a capture)`,
    bytes,
    hint: 'take a smaller `batchSize`, smaller layers or inputs, or a smaller `sample` of the probe',
  };
}

/** The node of each of the stage's probes, by index. */
export async function probeNodes(stage: StagePlan, kinds: Kinds): Promise<ProbeNode[]> {
  return Promise.all(
    stage.probes.map(async (probe) => (await kinds.node('probe', probe.kind)).run as ProbeNode),
  );
}

/** By kind, what wanted estimators declare under a name. */
async function declared<Name extends 'longestSample' | 'readsStates'>(
  name: Name,
  wanted: readonly EstimatorPlan[],
  kinds: Kinds,
): Promise<Map<string, NonNullable<NodeDeclaration<unknown>[Name]>>> {
  const found = new Map<string, NonNullable<NodeDeclaration<unknown>[Name]>>();
  for (const kind of new Set(wanted.map((one) => one.kind))) {
    const own = (await kinds.node('estimator', kind))[name];
    if (own) found.set(kind, own);
  }
  return found;
}
