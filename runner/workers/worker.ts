import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { captureBudget } from '../../src/config/capture-budget.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Plan, StagePlan } from '../../src/plan/plan.ts';
import { needsEngine } from '../../src/plan/trained-here.ts';
import type { Engine } from '../contract/engine.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { EventListener } from '../contract/run-events.ts';
import type { StageResult } from '../contract/stage-result.ts';
import { openEngine } from '../engines/choose.ts';
import { namedEngine, noEngine } from '../engines/no-engine.ts';
import { createEstimationPool } from '../estimation/estimation-pool.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';
import { checkpointFolder, savedAt } from '../store/checkpoint-folder.ts';
import { type ChunkWriter, createChunkWriter } from '../store/chunk-writer.ts';
import { openStore, type Store } from '../store/store.ts';
import { StoredCaptures } from '../store/stored-captures.ts';
import { compareStage } from './compare-stage.ts';
import { estimationWorkerFile } from './estimation-worker-file.ts';
import { keepBeating } from './leases/keep-beating.ts';
import { diskLeaseFiles } from './leases/lease-files.ts';
import { type Lease, type Leases, openLeases } from './leases/leases.ts';
import { hasEnded, ownProcess } from './leases/process-mark.ts';
import { resultClass } from './result-class.ts';
import { stageKeys } from './result-key.ts';
import { failureText, runStage } from './run-stage.ts';
import { createStageShelf } from './stage-shelf.ts';
import { stageTasks } from './stage-tasks.ts';
import { openStandby, type Standby } from './standby.ts';
import { patienceOf, type WorkersFolder, type WorkOrder } from './work-order.ts';
import { type WorkEnd, workThrough } from './work-through.ts';

export interface WorkerRequest {
  /** Folder of the run, absolute; also names the run. */
  readonly run: string;
  readonly folder: WorkersFolder;
  readonly plan: Plan;
  readonly order: WorkOrder;
  /** Opened already; else the worker opens the one that the run's workers agree on. */
  readonly engine?: Engine;
  /** Name of this worker, never given to another one. */
  readonly id: string;
  /** Its place among the workers that begin together. */
  readonly index: number;
  /** Milliseconds for which it waits when others have all that is left. */
  readonly patience: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes the worker leave: after the update that is under way. */
  readonly signal: AbortSignal;
  readonly listen: EventListener;
  /** Told of each stage, and of its comparisons, whose results are there already. */
  readonly found?: (id: string) => void;
  readonly partial: (stage: StagePlan, result: StageResult) => Promise<void>;
  /** The end of what a worker said, empty when that is not to be had. */
  readonly lastWords: (worker: string) => Promise<string>;
}

/**
 * One worker of a run: opens the engine, then acquires ready stages, runs them and keeps their results until nothing is left
 * that it could do, or it is asked to leave.
 * @throws RunError when it cannot work here
 */
export async function runWorker(request: WorkerRequest): Promise<WorkEnd> {
  const { order, listen } = request;
  const warn = (message: string) => listen({ event: 'warning', message });
  const { plugins } = order;
  const kinds = await openKinds(plugins);
  const engine = request.engine ?? (await openAgreed(request, kinds, warn));
  const pool = createEstimationPool({
    worker: estimationWorkerFile,
    threads: order.estimationThreads ?? availableParallelism(),
    plugins,
  });
  const store = openStore(order.store, warn, patienceOf(order));
  const captures = new StoredCaptures(order.store, warn, Date.now);
  const writer = createChunkWriter();
  const { leases, standby } = openLeasesOf(request);
  const left = new AbortController();
  const beating = keepBeating(standby ? [leases, standby.leases] : [leases], {
    signal: left.signal,
    sleep: (milliseconds) => sleep(milliseconds, left.signal),
    random: Math.random,
    failed: (cause) => warn(failureText(cause)),
  });
  try {
    return await work(request, { kinds, engine, pool, store, captures, writer, leases, standby });
  } finally {
    left.abort();
    await beating;
    await Promise.all([leases.close(), standby?.close()]);
    await pool.close();
    await writer.close();
    await engine.close();
  }
}

/** The leases on stages, which all runs share that share the store; a fresh run has leases of its own. */
function openLeasesOf({ order, folder, id, run }: WorkerRequest): Pick<Tools, 'leases' | 'standby'> {
  const own = { owner: id, run, process: ownProcess(), hasEnded, now: () => performance.now() };
  const within = (path: string) => diskLeaseFiles(join(folder.path, path));
  const alone = order.executor === 'slurm';
  const standby = alone ? openStandby({ ...own, files: within('places') }) : null;
  const onStages = { ...own, savedAt: (key: string) => savedAt(checkpointFolder(order.store, key)) };
  if (order.fresh)
    return { leases: openLeases({ ...onStages, files: within('leases'), marks: 'for-good' }), standby };
  const files = diskLeaseFiles(join(order.store, 'leases'));
  return { leases: openLeases({ ...onStages, files, ...(alone && { marks: 'for-a-while' }) }), standby };
}

interface Tools {
  readonly kinds: Kinds;
  readonly engine: Engine;
  readonly pool: ReturnType<typeof createEstimationPool>;
  readonly store: Store;
  readonly captures: StoredCaptures;
  readonly writer: ChunkWriter;
  readonly leases: Leases;
  /** Null where a controller replaces workers. */
  readonly standby: Standby | null;
}

async function work(request: WorkerRequest, tools: Tools): Promise<WorkEnd> {
  const { kinds, engine, pool, store, captures, writer, leases, standby } = tools;
  const { plan, order, listen, env, partial, signal } = request;
  const services = { kinds, engine, pool, store, captures, writer, budget: captureBudget(env), env, listen };
  const warn = (message: string) => listen({ event: 'warning', message });
  const shelf = createStageShelf({ kinds, env, folder: order.study, warn }, request.folder);
  const numericClass = resultClass(engine.numericClass);
  const keysOf = async (stage: StagePlan) => stageKeys(stage, numericClass, await shelf.get(stage));
  const kept = { store, captures };
  const { tasks, stage: stageOf, compared, isDone } = stageTasks(plan.stages, keysOf, kept, request.found);
  const planned = new Map(plan.stages.map((stage) => [stage.id, stage]));
  const withData = async (id: string) => ({ stage: planned.get(id)!, data: await shelf.get(stageOf(id)) });
  return workThrough({
    tasks,
    crowd: order.workers,
    place: request.index,
    acquire: (key) => leases.acquire(key),
    isDone: async (key, sure, id) => !order.fresh && (await isDone(key, sure, id)),
    async perform(task, lease) {
      const stop = AbortSignal.any([signal, lease.lost]);
      const { first } = lease;
      const runner = { ...services, partial, fresh: order.fresh ? { first } : null, hold: lease };
      const comparing = compared(task.id);
      if (comparing) return compareStage(await withData(comparing.id), withData, runner, stop);
      const stage = stageOf(task.id);
      return runStage(stage, await shelf.get(stage), runner, stop);
    },
    async giveUp({ id }, lease) {
      const message = await howTheyDied(lease, request);
      listen({ event: 'stage-failed', stage: id, message });
      return message;
    },
    cannot: (task, cause) =>
      listen({ event: 'stage-failed', stage: task.id, message: failureText(kinds.blame(cause)) }),
    sleep: (milliseconds) => sleep(milliseconds, signal),
    random: Math.random,
    signal,
    patience: request.patience,
    standsBy: async () => (await standby?.take()) ?? false,
  });
}

/** Opens the engine that the run's workers agreed on; with `auto` the first worker chooses for all. */
async function openAgreed(
  { order, folder, plan }: WorkerRequest,
  { layers }: Kinds,
  warn: (message: string) => void,
): Promise<Engine> {
  const options = { layers, ...(order.threads === undefined ? {} : { threads: order.threads }), warn };
  const agreed = await folder.numericClass();
  if (!needsEngine(plan)) {
    const none = noEngine();
    await folder.agreeOn(resultClass(none.numericClass));
    return none;
  }
  let engine = await openEngine(agreed ? namedEngine(agreed) : order.engine, options);
  const common = await folder.agreeOn(resultClass(engine.numericClass));
  if (common.engine !== engine.numericClass.engine) {
    await engine.close();
    engine = await openEngine(namedEngine(common), options);
  }
  const own = resultClass(engine.numericClass);
  if (JSON.stringify(common) === JSON.stringify(own)) return engine;
  await engine.close();
  throw new RunError(
    `this machine computes with ${Object.values(own).join(' ')}, the run with ${Object.values(common).join(' ')}: its numbers would differ`,
    { hint: 'run on machines that are alike, or name an engine that all of them have' },
  );
}

async function howTheyDied(lease: Lease, request: WorkerRequest): Promise<string> {
  const end = lease.lastOwner === null ? '' : await request.lastWords(lease.lastOwner);
  const words = end === '' ? '' : `\n  the end of the last one's log:\n${end.replace(/^/gm, '  | ')}`;
  return `${lease.deaths} workers died with it, one after the other${words}`;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
