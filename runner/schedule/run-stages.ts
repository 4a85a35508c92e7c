import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan, Plan, StagePlan } from '../../src/plan/plan.ts';
import { stageContent } from '../../src/plan/stage-content.ts';
import type { FileRecord } from '../data/official-file.ts';
import type { FittedTransform } from '../data/transforms/fit-transforms.ts';
import type { Engine } from '../engines/engine.ts';
import type { Dataset, DatasetNode, Estimation, ModelRun, ProbeNode } from '../nodes/contract.ts';
import { loadNode } from '../nodes/registry.ts';
import { nameWeights } from '../store/kept-weights.ts';
import type { Store } from '../store/store.ts';
import type { Checkpoints } from '../training/checkpoint.ts';
import type { StageResult } from '../training/stage-result.ts';
import { resultKey } from './lock.ts';
import { resultClass } from './result-class.ts';
import type { EventListener } from './run-events.ts';
import { openStageCheckpoints } from './stage-checkpoints.ts';

export interface StageRunner {
  readonly engine: Engine;
  readonly pool: Estimation;
  readonly store: Store;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the study: paths in it are relative to this. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
  /** Computes again what is kept. */
  readonly fresh: boolean;
  /** Stages that run side by side. */
  readonly jobs: number;
}

/** What a transform of a data set learned from its training set. */
export type FittedRecord = FittedTransform & { readonly dataset: string };

export interface StagesOutcome {
  readonly results: ReadonlyMap<string, StageResult>;
  /** Key in the store by key of the stage. */
  readonly kept: ReadonlyMap<string, string>;
  readonly files: readonly FileRecord[];
  /** What transforms learned from training sets. */
  readonly fitted: readonly FittedRecord[];
  /** One message a stage that gave nothing. */
  readonly failures: readonly string[];
}

/** Runs the plan's stages in order, `jobs` at a time; a stage that fails leaves the others running. */
export async function runStages(plan: Plan, runner: StageRunner): Promise<StagesOutcome> {
  const results = new Map<string, StageResult>();
  const kept = new Map<string, string>();
  const failures: string[] = [];
  const datasets = createDatasetShelf(runner);
  const queue = [...plan.stages];

  const work = async () => {
    for (let stage = queue.shift(); stage && !runner.signal.aborted; stage = queue.shift()) {
      try {
        const { key, result } = await runStage(stage, datasets, runner);
        results.set(stage.key, result);
        if (key) kept.set(stage.key, key);
      } catch (cause) {
        if (!(cause instanceof RunError)) throw cause;
        const message = cause.hint ? `${cause.message}\n  ${cause.hint}` : cause.message;
        runner.emit({ event: 'stage-failed', stage: stage.id, message });
        failures.push(`${stage.id}: ${message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(runner.jobs, plan.stages.length) }, work));
  return { results, kept, files: datasets.files(), fitted: datasets.fitted(), failures };
}

async function runStage(
  stage: StagePlan,
  datasets: DatasetShelf,
  runner: StageRunner,
): Promise<{ key: string | null; result: StageResult }> {
  const dataset = await datasets.get(stage.dataset);
  const key = resultKey(stage, resultClass(runner.engine.numericClass), dataset.files);
  const known = runner.fresh ? null : await runner.store.get(key);
  if (known) {
    runner.emit({ event: 'stage-kept', stage: stage.id });
    return { key, result: known as StageResult };
  }
  const { updates } = stage.training;
  runner.emit({ event: 'stage-started', stage: stage.id, result: key, updates });
  const begun = performance.now();
  const checkpoints = await openStageCheckpoints(stage, key, runner);
  try {
    const result = await trainStage(stage, key, dataset, checkpoints, runner);
    const complete = result.outcome.kind !== 'interrupted';
    if (complete) await checkpoints.clear();
    const seconds = (performance.now() - begun) / 1000;
    runner.emit({ event: 'stage-finished', stage: stage.id, outcome: result.outcome, seconds });
    return { key: complete ? key : null, result };
  } finally {
    await checkpoints.close();
  }
}

/** Trains, and keeps the result if it came to an end. */
async function trainStage(
  stage: StagePlan,
  key: string,
  dataset: Dataset,
  checkpoints: Checkpoints,
  runner: StageRunner,
): Promise<StageResult> {
  const model = (await loadNode('model', stage.model.kind)).run as ModelRun;
  const { result, weights } = await model(stage, dataset, {
    engine: runner.engine,
    pool: runner.pool,
    probes: await probeNodes(stage),
    checkpoints,
    signal: runner.signal,
    progress: ({ iteration, loss }) => {
      const { updates, updatesPerEpoch } = stage.training;
      const epoch = iteration / updatesPerEpoch;
      runner.emit({ event: 'stage-progress', stage: stage.id, iteration, updates, epoch, loss });
    },
  });
  if (result.outcome.kind === 'interrupted') return result;
  const inputs = {
    stage: stage.key,
    content: stageContent(stage),
    numericClass: { ...resultClass(runner.engine.numericClass) },
  };
  await runner.store.putArrays(key, 'weights', nameWeights(stage.network, weights));
  await runner.store.put(key, { ...result, inputs });
  return result;
}

async function probeNodes(stage: StagePlan): Promise<ProbeNode[]> {
  return Promise.all(
    stage.probes.map(async (probe) => (await loadNode('probe', probe.kind)).run as ProbeNode),
  );
}

/** Data sets in memory, each loaded once a run. */
interface DatasetShelf {
  get(plan: DatasetPlan): Promise<Dataset>;
  files(): FileRecord[];
  fitted(): readonly FittedRecord[];
}

function createDatasetShelf({ env, folder, emit }: StageRunner): DatasetShelf {
  const loading = new Map<string, Promise<Dataset>>();
  const files = new Map<string, FileRecord>();
  const fitted: FittedRecord[] = [];
  const load = async (plan: DatasetPlan) => {
    const node = (await loadNode('dataset', plan.kind)).run as DatasetNode;
    const warn = (message: string) => emit({ event: 'warning', message });
    const dataset = await node.load(plan, { env, folder, warn });
    for (const file of dataset.files) files.set(file.path, file);
    for (const one of dataset.fitted ?? []) fitted.push({ dataset: plan.name, ...one });
    return dataset;
  };
  return {
    get(plan) {
      const content = JSON.stringify([plan.kind, plan.params]);
      const known = loading.get(content) ?? load(plan);
      loading.set(content, known);
      return known;
    },
    files: () => [...files.values()],
    fitted: () => fitted,
  };
}
