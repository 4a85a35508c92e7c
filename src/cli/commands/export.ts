import { join, resolve } from 'node:path';
import type { PluginCode } from '../../../runner/plugins/plugin-modules.ts';
import { requirePermission } from '../../compile/plugin-rights.ts';
import { distinctNames } from '../../node/file-name.ts';
import { machineFailure } from '../../node/machine-failure.ts';
import { misuse, RunError } from '../../node/run-error.ts';
import { writeDurably } from '../../node/write-durably.ts';
import type { Plan, StagePlan } from '../../plan/plan.ts';
import { trainedHere } from '../../plan/trained-here.ts';
import { type CommandRun, exitCodes, type Io } from '../command.ts';
import { compileFile, showDiagnostics, storeOf } from '../compile-file.ts';
import { compileRun } from '../compile-run.ts';
import type { ExportOptions } from '../export/export-options.ts';
import { checkResultOptions, exportResults, wantsResults } from '../export/export-results.ts';
import { takeRunFiles } from '../take-run-files.ts';

/**
 * `infoplane export SPEC|RUN`: `--onnx FILE` writes the step graph of a training, `--weights DIR` the weights that the
 * trainings of a run ended with, `--captures DIR` what its probes saw, for which it trains again. Figures, crate, event files and Parquet
 * tables are made of what lies in a run's folder (`../export/export-results.ts`).
 */
export const run: CommandRun<ExportOptions> = async (args, options, io) => {
  const { onnx, weights, captures, iterations, npy } = options;
  const ofTraining = [onnx, weights, captures].some((place) => place !== undefined);
  if (!ofTraining && !wantsResults(options))
    throw misuse('nothing is asked for', 'name what to write, such as --figures DIR; --help lists it all');
  if (iterations !== undefined && captures === undefined)
    throw misuse('--iterations chooses captures', 'name --captures DIR too');
  if (npy && captures === undefined) throw misuse('--npy is a form of captures', 'name --captures DIR too');
  await checkResultOptions(options, io);
  const source = await sourceOf(args[0]!, options, io);
  if (wantsResults(options)) {
    if (source.run === null)
      throw misuse('a study has no results, its runs do', 'name a run: infoplane list shows them');
    await exportResults(source.run, source.altered, options, io);
    if (!ofTraining) return exitCodes.done;
  }
  const compiled = source.run
    ? await compileRun(source.run, options, io)
    : { ...(await compileFile(source.spec, options, io)), path: source.spec };
  showDiagnostics(compiled, io);
  if (!compiled.plan) return exitCodes.invalidStudy;
  if (onnx !== undefined) {
    requirePermission(compiled.plugins, { ...options, cwd: io.cwd });
    await writeStep(stageOf(compiled.plan, options.stage), compiled.plugins, onnx, io);
  }
  if (weights !== undefined)
    await writeWeights(stagesOf(compiled.plan, options.stage), source.run, weights, io);
  if (captures !== undefined) {
    const { plan, plugins, path } = compiled;
    if (source.run === null)
      throw misuse('a study has no captures, its runs do', 'name a run: infoplane list shows them');
    requirePermission(plugins, { ...options, cwd: io.cwd });
    const { writeCaptures } = await import('../write-captures.ts');
    const stages = placesOf(stagesOf(plan, options.stage), '');
    const how = { ...(iterations === undefined ? {} : { iterations }), ...(npy ? { npy } : {}) };
    await writeCaptures({ plan, plugins, path, run: source.run, stages }, captures, how, io);
  }
  return exitCodes.done;
};

/** What is exported: a study, or a run, whose study is the one in its folder. */
interface Source {
  readonly spec: string;
  /** Folder of the run; null for a study. */
  readonly run: string | null;
  /** Files of the run that are not as it left them. */
  readonly altered: readonly string[];
}

async function sourceOf(name: string, options: ExportOptions, io: Io): Promise<Source> {
  if (/\.ya?ml$/i.test(name)) return { spec: name, run: null, altered: [] };
  if (options.set.length > 0)
    throw misuse('--set changes a study, not a run', 'name the study, or leave --set out');
  const { findRun } = await import('../../../runner/run/read-run.ts');
  const run = await findRun(io.cwd, resolve(io.cwd, options.out), name);
  return { spec: name, run, altered: await takeRunFiles(run, options.altered ?? false, io) };
}

async function writeStep(
  stage: StagePlan,
  plugins: readonly PluginCode[],
  file: string,
  io: Io,
): Promise<void> {
  const [{ exportStep }, { openKinds }, { writePlugins }] = await Promise.all([
    import('../../../runner/engines/onnx/export-step.ts'),
    import('../../../runner/plugins/plugin-kinds.ts'),
    import('../../../runner/plugins/plugin-modules.ts'),
  ]);
  const kinds = await openKinds(await writePlugins(plugins, storeOf(io)));
  const bytes = kinds.running(() => exportStep(stage, kinds.layers));
  await writing(file, () => writeDurably(resolve(io.cwd, file), [bytes]));
  const kilobytes = Math.ceil(bytes.length / 1000);
  io.out(`${file}: one update of ${stage.id}, ${trainedHere(stage).batchSize} samples, ${kilobytes} kB\n`);
}

async function writeWeights(
  stages: readonly StagePlan[],
  run: string | null,
  folder: string,
  io: Io,
): Promise<void> {
  if (run === null)
    throw misuse('a study has no weights, its runs do', 'name a run: infoplane list shows them');
  const [{ exportWeights }, { openStore }] = await Promise.all([
    import('../../../runner/run/export/export-weights.ts'),
    import('../../../runner/store/store.ts'),
  ]);
  const store = openStore(storeOf(io), (text) => io.err(`${text}\n`));
  const recorded = stages.find((stage) => stage.recorded);
  if (recorded)
    throw misuse(
      `${recorded.id} was recorded: a recorded training has no weights`,
      'name another training with --stage',
    );
  const kept = await keptResults(run);
  for (const { stage, place } of placesOf(stages, folder)) {
    const key = kept.get(stage.key);
    const files =
      key && (await writing(place, () => exportWeights(stage, key, store, resolve(io.cwd, place))));
    if (!files) {
      throw new RunError(`the weights of ${stage.id} are not kept`, {
        hint: 'run the study again: only trainings that ended are kept, and gc drops those of runs that are gone',
      });
    }
    io.out(`${place}: ${files.length} arrays of ${stage.id}\n`);
  }
}

/** Key in the store by key of the stage. */
async function keptResults(run: string): Promise<Map<string, string>> {
  const { readLock } = await import('../../../runner/run/read-lock.ts');
  const { stages } = await readLock(run);
  return new Map(stages.flatMap(({ key, result }) => (result === null ? [] : [[key, result]])));
}

/** The folder of each stage: `folder` itself when there is one stage, else one below it by the stage's name. */
function placesOf(stages: readonly StagePlan[], folder: string): { stage: StagePlan; place: string }[] {
  const nameOf = distinctNames();
  return stages.map((stage) => ({
    stage,
    place: stages.length === 1 ? folder : join(folder, nameOf(stage.id)),
  }));
}

async function writing<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw machineFailure(cause, `${place} cannot be written`) ?? cause;
  }
}

/** @throws RunError when none of the stages has that name */
function stagesOf({ stages }: Plan, id: string | undefined): readonly StagePlan[] {
  if (id === undefined) return stages;
  const found = stages.filter((stage) => stage.id === id);
  if (found.length > 0) return found;
  throw misuse(`the study has no training ${id}`, `name one with --stage: ${shown(stages)}`);
}

/** @throws RunError when the study has several trainings and none of them is named, or none has that name */
function stageOf(plan: Plan, id: string | undefined): StagePlan {
  const found = stagesOf(plan, id);
  if (found.length === 1) return found[0]!;
  throw misuse(`the study has ${found.length} trainings`, `name one with --stage: ${shown(found)}`);
}

function shown(stages: readonly StagePlan[]): string {
  const first = stages.slice(0, 5).map((stage) => stage.id);
  const rest = stages.length > first.length ? ` and ${stages.length - first.length} more` : '';
  return `${first.join(', ')}${rest}`;
}
