import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { diskFiles } from '../../src/document/disk-files.ts';
import { projectFolder } from '../../src/document/study-files.ts';
import type { JsonObject, Plan } from '../../src/plan/plan.ts';
import type { Row, RunTables } from '../../src/table/columns.ts';
import { writeTables } from '../../src/table/run-tables.ts';
import { evaluateClaims } from '../claims/evaluate-claims.ts';
import { openEngine } from '../engines/choose.ts';
import type { Engine, EngineName } from '../engines/engine.ts';
import { createEstimationPool } from '../estimation/estimation-pool.ts';
import { makeReport } from '../reporting/make-report.ts';
import { noteOut } from '../store/known-outs.ts';
import { openStore } from '../store/store.ts';
import { assembleTables, axisColumns } from './assemble-tables.ts';
import { describeRun } from './lock.ts';
import { resultClass } from './result-class.ts';
import type { EventListener, RunEvent, RunState } from './run-events.ts';
import type { RunFolder } from './run-folder.ts';
import { createRunFolder } from './run-folder.ts';
import type { StagesOutcome } from './run-stages.ts';
import { runStages } from './run-stages.ts';
import type { KnownFolders } from './shown-path.ts';

/** A compiled study and how it is to be run. */
export interface RunRequest {
  readonly plan: Plan;
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
  const resumed = new Map<string, number>();
  const emit = joinListeners(request.listen, thinned(folder.log), (event) => {
    if (event.event === 'stage-resumed') resumed.set(event.stage, event.iteration);
  });
  await folder.write('spec.yaml', request.spec);
  await folder.write('resolved.yaml', request.resolved);
  await folder.write('plan.json', `${JSON.stringify(request.plan, null, 1)}\n`);

  const engine = await openEngine(request.engine, {
    ...(request.threads === undefined ? {} : { threads: request.threads }),
    warn: (message) => emit({ event: 'warning', message }),
  });
  emit({
    event: 'run-started',
    study: request.plan.study,
    folder: folder.path,
    engine: engine.numericClass.engine,
    stages: request.plan.stages.map((stage) => stage.id),
    process: process.pid,
  });
  const stages = await runAllStages(request, engine, emit);
  const failures = [...stages.failures, ...divergences(request.plan, stages)];
  const state = request.signal.aborted ? 'interrupted' : failures.length > 0 ? 'failed' : 'done';
  const claims = await leaveResults({ request, folder, engine, stages, resumed, started, state });
  const seconds = (performance.now() - clock) / 1000;
  emit({ event: 'run-finished', state, seconds });
  const engineName = engine.numericClass.engine;
  return { folder: folder.path, state, engine: engineName, seconds, claims, failures };
}

async function runAllStages(
  request: RunRequest,
  engine: Engine,
  emit: EventListener,
): Promise<StagesOutcome> {
  const pool = createEstimationPool({ threads: availableParallelism() });
  try {
    return await runStages(request.plan, {
      engine,
      pool,
      store: openStore(request.store, (message) => emit({ event: 'warning', message })),
      env: request.env,
      folder: dirname(resolve(request.specPath)),
      signal: request.signal,
      emit,
      fresh: request.fresh,
      jobs: request.jobs,
    });
  } finally {
    await pool.close();
    await engine.close();
  }
}

/** Writes tables, lock.json and the report; gives the claims' rows. */
async function leaveResults(end: {
  readonly request: RunRequest;
  readonly folder: RunFolder;
  readonly engine: Engine;
  readonly stages: StagesOutcome;
  readonly resumed: ReadonlyMap<string, number>;
  readonly started: Date;
  readonly state: RunState;
}): Promise<readonly Row[]> {
  const { request, folder, stages } = end;
  const { plan, command, spec } = request;
  const rows = assembleTables(plan, stages.results);
  const claims = await evaluateClaims({ plan, ...rows });
  const tables: RunTables = { axes: axisColumns(plan), ...rows, claims };
  await writeTables(join(folder.path, 'tables'), tables);
  const lock: JsonObject = await describeRun({
    plan,
    specPath: request.specPath,
    command,
    numericClass: resultClass(end.engine.numericClass),
    files: stages.files,
    folders: knownFolders(request),
    fitted: stages.fitted,
    kept: stages.kept,
    resumed: end.resumed,
    started: end.started,
    finished: new Date(),
    state: end.state,
  });
  await folder.write('lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  await folder.write('report.html', await makeReport({ plan, tables, spec, lock, command }));
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

function joinListeners(...listeners: EventListener[]): EventListener {
  return (event) => {
    for (const listen of listeners) listen(event);
  };
}

/** Lets a stage's progress through at most once in two seconds. */
function thinned(listen: EventListener): EventListener {
  let latest = Number.NEGATIVE_INFINITY;
  return (event: RunEvent) => {
    if (event.event === 'stage-progress') {
      if (performance.now() - latest < 2000) return;
      latest = performance.now();
    }
    listen(event);
  };
}
