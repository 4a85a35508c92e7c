import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { diskFiles } from '../../src/document/disk-files.ts';
import { projectFolder } from '../../src/document/study-files.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { epochIn, isElsewhere, needsEngine } from '../../src/plan/trained-here.ts';
import type { Row } from '../../src/table/columns.ts';
import { rowTables } from '../../src/table/result-tables.ts';
import { writeTables } from '../../src/table/run-tables.ts';
import { calibrationApart } from '../calibration/calibrate-apart.ts';
import type { Engine } from '../contract/engine.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import type { RunEvent, RunState } from '../contract/run-events.ts';
import { openEngine } from '../engines/choose.ts';
import { noEngine } from '../engines/no-engine.ts';
import { openKinds } from '../plugins/plugin-kinds.ts';
import { writePlugins } from '../plugins/plugin-modules.ts';
import { filtersFile, writeFilters } from '../reporting/filters-file.ts';
import { makeReport } from '../reporting/make-report.ts';
import { PageParts } from '../store/page-parts.ts';
import { openStore } from '../store/store.ts';
import { markForm } from '../store/store-form.ts';
import type { CrewTask } from '../workers/crew-task.ts';
import type { ResultClass } from '../workers/result-class.ts';
import type { StagesOutcome } from '../workers/stage-ledger.ts';
import { type LoggedEvent, thinned } from '../workers/worker-events.ts';
import { withSums } from './altered-files.ts';
import { earlyEnds } from './early-ends.ts';
import { executeRun } from './execute-run.ts';
import { findOpenRun, planText } from './find-open-run.ts';
import { noteOut } from './garbage/known-outs.ts';
import { describeRun } from './lock.ts';
import { makeTables } from './make-tables.ts';
import { createRunFolder, openRunFolder, type RunFolder } from './run-folder.ts';
import type { RunRequest } from './run-request.ts';
import type { KnownFolders } from './shown-path.ts';
import { trainedFilters } from './trained-filters.ts';

const planFile = 'plan.json';
/** Milliseconds between two notes of a stage's progress in the log. */
const logInterval = 2000;

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
 * Runs a compiled study.
 *
 * 1. Kinds: the code of the plan's kinds, plugins included, is loaded.
 * 2. Engine: one is opened and proved on this machine; on a cluster each worker opens its own.
 * 3. Folder: a new one with the study, its resolved form and the plan. On a cluster a run of the same study that has not ended
 *    is taken up again.
 * 4. Stages (`execute-run.ts`): workers train, capture and estimate what is not kept already.
 * 5. Tables: rows of all stages with their names and trials.
 * 6. Claims: judged on the tables.
 * 7. Lock: everything that decided the numbers, and the sums of the files.
 * 8. Report: the page, drawn from plan, tables and lock; what of it is kept is not drawn again.
 * @throws RunError when nothing can be run: no engine, or a folder that cannot be written
 */
export async function runStudy(request: RunRequest): Promise<RunSummary> {
  const started = new Date();
  const clock = performance.now();
  const warnUser = (message: string) => request.listen({ event: 'warning', message });
  const earlier = request.slurm ? await findOpenRun(request) : null;
  await noteOut(request.store, request.out);
  if (await markForm(request.store))
    warnUser('the store has results of an older form, which are computed again; `infoplane gc` drops them');

  // 1. kinds
  const plugins = await writePlugins(request.plugins ?? [], request.store);
  const kinds = await openKinds(plugins);

  // 2. engine, before the folder: a run that cannot begin leaves the latest one where it is
  const engine = request.slurm ? null : await openLocalEngine(request, kinds);

  // 3. folder
  const folder = earlier
    ? openRunFolder(earlier, warnUser)
    : await createRunFolder(request.out, request.plan.study, started, warnUser).catch(async (cause) => {
        await engine?.close();
        throw cause;
      });
  const log = thinned(folder.log, logInterval);
  const listen = (event: RunEvent | LoggedEvent) => {
    request.listen(event);
    log(event);
  };
  await folder.write('spec.yaml', request.spec);
  await folder.write('resolved.yaml', request.resolved);
  await folder.write(planFile, planText(request.plan));

  return afterFolder({ request, started, clock, kinds, folder, plugins, engine, listen }).catch((cause) => {
    throw existsSync(join(folder.path, planFile)) ? cause : removed(folder.path, cause);
  });
}

/** Phases 4 to 8. */
async function afterFolder(begun: {
  readonly request: RunRequest;
  readonly started: Date;
  readonly clock: number;
  readonly kinds: Kinds;
  readonly folder: RunFolder;
  readonly plugins: readonly PluginModule[];
  readonly engine: Engine | null;
  readonly listen: CrewTask['listen'];
}): Promise<RunSummary> {
  const { request, started, clock, kinds, folder, plugins, engine, listen } = begun;
  // 4. stages
  const place = { run: folder.path, kinds, plugins, engine };
  const { stages, numericClass, left } = await executeRun(request, place, listen);
  for (const message of earlyEnds(request.plan, stages)) listen({ event: 'warning', message });
  const failures = [...stages.failures, ...divergences(request.plan, stages)];
  const facts = { folder: folder.path, engine: numericClass?.engine ?? request.engine, failures };
  const seconds = () => (performance.now() - clock) / 1000;
  if (left) return { ...facts, state: 'detached', seconds: seconds(), claims: [] };
  const state = stopped(request) ? 'interrupted' : failures.length > 0 ? 'failed' : 'done';

  // 5 to 8
  if (!existsSync(join(folder.path, planFile))) throw removed(folder.path);
  const claims = numericClass
    ? await leaveResults({ request, kinds, folder, numericClass, stages, started, state, listen })
    : [];
  listen({ event: 'run-finished', state, seconds: seconds() });
  return { ...facts, state, seconds: seconds(), claims };
}

function removed(folder: string, cause?: unknown): RunError {
  return new RunError(`${folder} was removed while its run went on`, {
    hint: 'run the same command again: what is done is kept',
    cause,
  });
}

async function openLocalEngine(
  { plan, engine, threads, listen }: RunRequest,
  { layers }: Kinds,
): Promise<Engine> {
  if (!needsEngine(plan)) return noEngine();
  return openEngine(engine, {
    layers,
    ...(threads === undefined ? {} : { threads }),
    warn: (message) => listen({ event: 'warning', message }),
  });
}

function stopped({ signal, slurm }: RunRequest): boolean {
  return slurm ? slurm.cancel.aborted : signal.aborted;
}

/** Phases 5 to 8: tables, claims, filters that reports draw, lock.json with the sums of all these and the report; gives the claims' rows. */
async function leaveResults(end: {
  readonly request: RunRequest;
  readonly kinds: Kinds;
  readonly folder: RunFolder;
  readonly numericClass: ResultClass;
  readonly stages: StagesOutcome;
  readonly started: Date;
  readonly state: RunState;
  readonly listen: CrewTask['listen'];
}): Promise<readonly Row[]> {
  const { request, kinds, folder, stages } = end;
  const { plan, command, spec } = request;
  const listener = {
    warn: (message: string) => end.listen({ event: 'warning', message }),
    signal: request.slurm?.cancel ?? request.signal,
  };
  const calibration = calibrationApart(listener);
  const columns = await makeTables(plan, stages, kinds, calibration);
  await writeTables(join(folder.path, 'tables'), columns);
  const tables = rowTables(columns);
  const store = openStore(request.store, listener.warn);
  const filters = await trainedFilters(plan, stages.kept, store);
  if (filters.length > 0) await folder.write(filtersFile, writeFilters(filters));
  const facts = await describeRun({
    plan,
    specPath: resolve(request.specPath),
    command,
    file: relative(folder.path, resolve(request.specPath)).replaceAll('\\', '/'),
    numericClass: end.numericClass,
    files: stages.files,
    folders: knownFolders(request),
    fitted: stages.fitted,
    kept: stages.kept,
    outcomes: stages.trainings,
    resumed: stages.resumed,
    started: end.started,
    finished: new Date(),
    state: end.state,
  });
  const lock = await withSums(folder.path, facts);
  await folder.write('lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  const parts = new PageParts(request.store, { warn: listener.warn, fresh: request.fresh });
  const page = await makeReport({ plan, tables, filters, spec, lock, command }, kinds, {
    ...listener,
    calibration,
    parts,
  });
  await folder.write('report.html', page);
  end.listen({ event: 'page-made', parts: await parts.written() });
  if (end.state === 'done') await folder.complete();
  return tables.claims;
}

function knownFolders({ specPath, env }: RunRequest): KnownFolders {
  const folder = dirname(resolve(specPath));
  return { project: projectFolder(resolve(specPath), diskFiles(folder)), home: env.HOME };
}

function divergences(plan: Plan, { trainings }: StagesOutcome): string[] {
  return plan.stages.flatMap((stage) => {
    const outcome = trainings.get(stage.key)?.outcome;
    if (outcome?.kind !== 'diverged') return [];
    const { iteration } = outcome;
    const epoch = epochIn(stage, iteration);
    const moment = `iteration ${iteration}${epoch === null ? '' : ` (epoch ${epoch.toFixed(2)})`}`;
    const advice = isElsewhere(stage.training)
      ? 'the weights there are not finite: leave that checkpoint and those after it out'
      : `try a smaller learningRate (now ${stage.training.learningRate}), less momentum, or another initializer`;
    return [
      `${stage.id}: the loss was no longer a number at ${moment}; its rows up to there are kept\n  ${advice}`,
    ];
  });
}
