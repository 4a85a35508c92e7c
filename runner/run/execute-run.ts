import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { comparisons, comparisonsId } from '../../src/plan/stage-estimates.ts';
import { needsEngine } from '../../src/plan/trained-here.ts';
import type { Engine } from '../contract/engine.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import { namedEngine } from '../engines/no-engine.ts';
import { openStore } from '../store/store.ts';
import type { CrewTask } from '../workers/crew-task.ts';
import { diskLeaseFiles } from '../workers/leases/lease-files.ts';
import { hasEnded, ownBegin } from '../workers/leases/process-mark.ts';
import { removeDoneLeases } from '../workers/leases/remove-done-leases.ts';
import { type ResultClass, resultClass } from '../workers/result-class.ts';
import { comparisonsLease } from '../workers/result-key.ts';
import { workOnSlurm } from '../workers/slurm/work-on-slurm.ts';
import { createStageLedger, type StagesOutcome } from '../workers/stage-ledger.ts';
import { workHere } from '../workers/work-here.ts';
import { workInProcesses } from '../workers/work-in-processes.ts';
import { patienceOf, type WorkOrder, workersFolder } from '../workers/work-order.ts';
import { readRunLog } from './run-log.ts';
import type { RunRequest } from './run-request.ts';

/** Where and with what kinds a run is executed. */
export interface RunPlace {
  /** Folder of the run. */
  readonly run: string;
  readonly kinds: Kinds;
  readonly plugins: readonly PluginModule[];
  /** What computes on this machine; null for a cluster, whose workers open their own. Closed when its work is done. */
  readonly engine: Engine | null;
}

/** What is known when the workers are done, or were left to go on. */
export interface Executed {
  readonly stages: StagesOutcome;
  /** Null when no worker has begun yet. */
  readonly numericClass: ResultClass | null;
  /** Whether workers go on without this process. */
  readonly left: boolean;
}

/**
 * Runs the stages of a run: in this process, with several jobs in child processes, or on a cluster. A stage that fails leaves
 * the others running.
 */
export async function executeRun(
  request: RunRequest,
  place: RunPlace,
  listen: CrewTask['listen'],
): Promise<Executed> {
  const { plan, env, signal, fresh } = request;
  const { run } = place;
  const folder = workersFolder(run);
  const { events, told } = await readRunLog(run);
  const warn = (message: string) => listen({ event: 'warning', message });
  const store = openStore(request.store, warn, patienceOf({ executor: request.slurm ? 'slurm' : 'local' }));
  const ledger = createStageLedger({ plan, folder, store, fresh, listen });
  for (const event of events) ledger.listen(event);
  const withLedger: CrewTask['listen'] = (event) => {
    ledger.listen(event);
    listen(event);
  };
  const begin = async (order: WorkOrder): Promise<CrewTask> => {
    await folder.writeOrder(order);
    const stages = plan.stages.map((stage) => stage.id);
    const compared = plan.stages.filter((stage) => comparisons(stage).length > 0).map(comparisonsId);
    if (events.length === 0) {
      const engine = needsEngine(plan) ? order.engine : 'none';
      const own = { process: process.pid, began: ownBegin() };
      listen({
        event: 'run-started',
        study: plan.study,
        folder: run,
        engine,
        stages,
        ...(compared.length > 0 && { comparisons: compared }),
        ...own,
      });
    }
    return { run, folder, plan, order, ledger, env, signal, listen: withLedger, told };
  };
  const left = request.slurm
    ? (await workOnSlurm({ ...(await begin(slurmOrder(request, place))), ...request.slurm })) === 'left'
    : await workOnThisMachine(request, place, place.engine!, begin);
  const stages = await ledger.outcome();
  if (request.slurm && !left) {
    const leases = diskLeaseFiles(join(request.store, 'leases'));
    const trainings = request.plan.stages.flatMap(({ key }) => stages.kept.get(key) ?? []);
    const compared = request.plan.stages.flatMap((stage) => {
      const keys = comparisons(stage).flatMap(({ key }) => stages.kept.get(key) ?? []);
      return keys.length > 0 ? [comparisonsLease(keys)] : [];
    });
    await removeDoneLeases(leases, [...trainings, ...compared], { hasEnded, sleep: request.slurm.sleep });
  }
  return { stages, numericClass: await folder.numericClass(), left };
}

async function workOnThisMachine(
  request: RunRequest,
  place: RunPlace,
  engine: Engine,
  begin: (order: WorkOrder) => Promise<CrewTask>,
): Promise<false> {
  const workers = Math.min(request.jobs, request.plan.stages.length);
  const task = await begin({
    ...commonOrder(request, place),
    engine: namedEngine(engine.numericClass),
    estimationThreads: Math.max(1, Math.floor(availableParallelism() / Math.max(workers, 1))),
    workers,
    executor: 'local',
  });
  await task.folder.agreeOn(resultClass(engine.numericClass));
  if (workers > 1) {
    await engine.close();
    await workInProcesses(task);
  } else {
    await workHere(task, engine);
  }
  return false;
}

function slurmOrder(request: RunRequest, place: RunPlace): WorkOrder {
  const { profile } = request.slurm!;
  const { cpus } = profile;
  return {
    ...commonOrder(request, place),
    engine: request.engine,
    ...(cpus === undefined ? {} : { estimationThreads: cpus }),
    workers: Math.min(profile.workers, request.plan.stages.length),
    executor: 'slurm',
  };
}

function commonOrder({ store, specPath, threads, fresh }: RunRequest, { plugins }: RunPlace) {
  const study = dirname(resolve(specPath));
  return { store, study, ...(threads === undefined ? {} : { threads }), fresh, plugins };
}
