import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { diskFiles } from '../../src/document/disk-files.ts';
import { projectFolder } from '../../src/document/study-files.ts';
import type { JsonObject, Plan } from '../../src/plan/plan.ts';
import type { Row, RunTables } from '../../src/table/columns.ts';
import { writeTables } from '../../src/table/run-tables.ts';
import { evaluateClaims } from '../claims/evaluate-claims.ts';
import { openEngine } from '../engines/choose.ts';
import type { Engine, EngineName } from '../engines/engine.ts';
import type { Kinds } from '../nodes/kinds.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';
import { type PluginCode, type PluginModule, writePlugins } from '../plugins/plugin-modules.ts';
import { filtersFile, writeFilters } from '../reporting/filters-file.ts';
import { makeReport } from '../reporting/make-report.ts';
import { noteOut } from '../store/known-outs.ts';
import { openStore } from '../store/store.ts';
import { assembleTables, axisColumns } from './assemble-tables.ts';
import type { CrewTask } from './crew-task.ts';
import { describeRun } from './lock.ts';
import { resultClass } from './result-class.ts';
import type { EventListener, RunEvent, RunState } from './run-events.ts';
import type { RunFolder } from './run-folder.ts';
import { createRunFolder } from './run-folder.ts';
import type { KnownFolders } from './shown-path.ts';
import { createStageLedger, type StagesOutcome } from './stage-ledger.ts';
import { trainedFilters } from './trained-filters.ts';
import { workHere } from './work-here.ts';
import { workInProcesses } from './work-in-processes.ts';
import { type WorkOrder, workersFolder } from './work-order.ts';
import { type LoggedEvent, thinned } from './worker-events.ts';

/** Milliseconds between two notes of a stage's progress in the log. */
const logInterval = 2000;

/** A compiled study and how it is to be run. */
export interface RunRequest {
  readonly plan: Plan;
  /** The plugins that the plan's kinds are from. */
  readonly plugins?: readonly PluginCode[];
  /** The study as written. */
  readonly spec: string;
  readonly specPath: string;
  /** The study after overrides, as YAML. */
  readonly resolved: string;
  /** Command line that runs it again. */
  readonly command: string;
  readonly engine: 'auto' | EngineName;
  /** Trainings side by side. */
  readonly jobs: number;
  /** Threads that one training computes with; part of the numeric class. The engine's default when left out. */
  readonly threads?: number;
  /** Folder for runs. */
  readonly out: string;
  /** Folder of the store. */
  readonly store: string;
  /** Computes again what is kept. */
  readonly fresh: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the run early; rows so far are kept. */
  readonly signal: AbortSignal;
  readonly listen: EventListener;
}

export interface RunSummary {
  readonly folder: string;
  readonly state: Exclude<RunState, 'running'>;
  readonly engine: string;
  readonly seconds: number;
  readonly claims: readonly Row[];
  /** One message a training that failed or diverged. */
  readonly failures: readonly string[];
}

/**
 * Runs a study: prepares the run's folder, opens the engine, runs the stages, assembles the tables, judges the claims,
 * draws the report.
 * @throws RunError when nothing can be run: no engine, or a folder that cannot be written
 */
export async function runStudy(request: RunRequest): Promise<RunSummary> {
  const started = new Date();
  const clock = performance.now();
  const warnUser = (message: string) => request.listen({ event: 'warning', message });
  const folder = await createRunFolder(request.out, request.plan.study, started, warnUser);
  await noteOut(request.store, request.out);
  const log = thinned(folder.log, logInterval);
  const show = (event: RunEvent | LoggedEvent) => {
    request.listen(event);
    log(event);
  };
  await folder.write('spec.yaml', request.spec);
  await folder.write('resolved.yaml', request.resolved);
  await folder.write('plan.json', `${JSON.stringify(request.plan, null, 1)}\n`);

  const plugins = await writePlugins(request.plugins ?? [], request.store);
  const kinds = await openKinds(plugins);
  const engine = await openEngine(request.engine, {
    layers: kinds.layers,
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    warn: (message) => show({ event: 'warning', message }),
  });
  show({
    event: 'run-started',
    study: request.plan.study,
    folder: folder.path,
    engine: engine.numericClass.engine,
    stages: request.plan.stages.map((stage) => stage.id),
    process: process.pid,
  });
  const stages = await runAllStages(request, { run: folder.path, plugins }, engine, show);
  const failures = [...stages.failures, ...divergences(request.plan, stages)];
  const state = request.signal.aborted ? 'interrupted' : failures.length > 0 ? 'failed' : 'done';
  const claims = await leaveResults({ request, kinds, folder, engine, stages, started, state, show });
  const seconds = (performance.now() - clock) / 1000;
  show({ event: 'run-finished', state, seconds });
  const engineName = engine.numericClass.engine;
  return { folder: folder.path, state, engine: engineName, seconds, claims, failures };
}

/** Runs the stages in this process, or with several jobs in child processes; a stage that fails leaves the others running. */
async function runAllStages(
  request: RunRequest,
  { run, plugins }: { readonly run: string; readonly plugins: readonly PluginModule[] },
  engine: Engine,
  show: CrewTask['tell'],
): Promise<StagesOutcome> {
  const { plan, env, signal, fresh, threads } = request;
  const workers = Math.min(request.jobs, plan.stages.length);
  const order: WorkOrder = {
    store: request.store,
    study: dirname(resolve(request.specPath)),
    engine: engine.numericClass.engine,
    ...(threads === undefined ? {} : { threads }),
    estimationThreads: Math.max(1, Math.floor(availableParallelism() / Math.max(workers, 1))),
    fresh,
    workers,
    plugins,
  };
  const folder = workersFolder(run);
  await folder.writeOrder(order);
  await folder.agreeOn(resultClass(engine.numericClass));
  const store = openStore(request.store, (message) => show({ event: 'warning', message }));
  const ledger = createStageLedger({ plan, folder, store, fresh, emit: (event) => show(event) });
  const tell: CrewTask['tell'] = (event) => {
    ledger.note(event);
    show(event);
  };
  const task: CrewTask = { run, folder, plan, order, ledger, env, signal, tell, told: new Map() };
  if (workers > 1) {
    await engine.close();
    await workInProcesses(task);
  } else {
    await workHere(task, engine);
  }
  return ledger.outcome();
}

/** Writes tables, filters that reports draw, lock.json and the report; gives the claims' rows. */
async function leaveResults(end: {
  readonly request: RunRequest;
  readonly kinds: Kinds;
  readonly folder: RunFolder;
  readonly engine: Engine;
  readonly stages: StagesOutcome;
  readonly started: Date;
  readonly state: RunState;
  readonly show: CrewTask['tell'];
}): Promise<readonly Row[]> {
  const { request, kinds, folder, stages } = end;
  const { plan, command, spec } = request;
  const rows = assembleTables(plan, stages.results);
  const claims = await evaluateClaims({ plan, ...rows }, kinds);
  const tables: RunTables = { axes: axisColumns(plan), ...rows, claims };
  await writeTables(join(folder.path, 'tables'), tables);
  const lock: JsonObject = await describeRun({
    plan,
    specPath: request.specPath,
    command,
    file: relative(folder.path, resolve(request.specPath)).replaceAll('\\', '/'),
    numericClass: resultClass(end.engine.numericClass),
    files: stages.files,
    folders: knownFolders(request),
    fitted: stages.fitted,
    kept: stages.kept,
    resumed: stages.resumed,
    started: end.started,
    finished: new Date(),
    state: end.state,
  });
  await folder.write('lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  const store = openStore(request.store, (message) => end.show({ event: 'warning', message }));
  const filters = await trainedFilters(plan, stages.kept, store);
  if (filters.length > 0) await folder.write(filtersFile, writeFilters(filters));
  await folder.write('report.html', await makeReport({ plan, tables, filters, spec, lock, command, kinds }));
  return claims;
}

function knownFolders({ specPath, env }: RunRequest): KnownFolders {
  const folder = dirname(resolve(specPath));
  return { project: projectFolder(resolve(specPath), diskFiles(folder)), home: env.HOME };
}

function divergences(plan: Plan, { results }: StagesOutcome): string[] {
  return plan.stages.flatMap((stage) => {
    const outcome = results.get(stage.key)?.outcome;
    if (outcome?.kind !== 'diverged') return [];
    const { iteration } = outcome;
    const epoch = (iteration / stage.training.updatesPerEpoch).toFixed(2);
    return [
      `${stage.id}: the loss was no longer a number at iteration ${iteration} (epoch ${epoch}); its rows up to there are kept\n` +
        `  try a smaller learningRate (now ${stage.training.learningRate}), less momentum, or another initializer`,
    ];
  });
}
