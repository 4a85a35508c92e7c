import { dirname, resolve } from 'node:path';
import type { IterationChoice } from '../../runner/capture/capture-choice.ts';
import type { EngineName } from '../../runner/contract/engine.ts';
import type { KeptTraining } from '../../runner/contract/stage-result.ts';
import type { PluginCode } from '../../runner/plugins/plugin-modules.ts';
import type { CapturedStage } from '../../runner/run/export/export-captures.ts';
import type { Lock } from '../../runner/run/read-lock.ts';
import { machineFailure } from '../node/machine-failure.ts';
import { RunError } from '../node/run-error.ts';
import type { Plan, StagePlan } from '../plan/plan.ts';
import { exitCodes, type Io } from './command.ts';
import { storeOf } from './compile-file.ts';
import { createProgress } from './progress.ts';

/** A run, and the stages of it whose captures are wanted. */
export interface CapturedRun {
  readonly plan: Plan;
  readonly plugins: readonly PluginCode[];
  /** Path that the paths in the study are relative to. */
  readonly path: string;
  /** Folder of the run. */
  readonly run: string;
  /** With the place of each below the folder of the export. */
  readonly stages: readonly { readonly stage: StagePlan; readonly place: string }[];
}

/**
 * Trains stages of a run again on the run's engine, and writes what their probes captured into `folder`: a captures folder each.
 * @param options `iterations`: which rows; `npy`: as .npy files too
 * @throws RunError when the captures cannot be had or written
 */
export async function writeCaptures(
  { plan, plugins, path, run, stages }: CapturedRun,
  folder: string,
  { iterations, npy = false }: { readonly iterations?: IterationChoice; readonly npy?: boolean },
  io: Io,
): Promise<void> {
  const [{ chooseCaptures, countCaptures }, { readLock }] = await Promise.all([
    import('../../runner/capture/capture-choice.ts'),
    import('../../runner/run/read-lock.ts'),
  ]);
  const lock = await readLock(run);
  const chosen = chooseCaptures(
    stages.map(({ stage }) => stage),
    iterations,
  );
  const wanted = stages.flatMap(({ place }, index) => {
    const stage = chosen[index]!;
    return countCaptures(stage) === 0 ? [] : [{ stage, place }];
  });
  if (wanted.length === 0) {
    throw new RunError('the run has no captures', {
      hint: 'probes make them: the study has none for this training',
      exitCode: exitCodes.usage,
    });
  }
  const recorded = wanted.find(({ stage }) => stage.recorded);
  if (recorded) {
    throw new RunError(
      `${recorded.stage.id} was recorded: its captures are in ${recorded.stage.recorded!.folder}`,
      {
        hint: 'name another training with --stage',
        exitCode: exitCodes.usage,
      },
    );
  }
  const tools = await openTools({ plugins, path, lock }, io);
  try {
    const { arrayIndex, exportCaptures } = await import('../../runner/run/export/export-captures.ts');
    const captured = await Promise.all(wanted.map((one) => withKept(one, lock, tools.store)));
    const exported = await exportCaptures(plan, captured, resolve(io.cwd, folder), { ...tools, npy });
    for (const { stage, place, rows, files, difference } of exported) {
      if (difference !== null && difference > 0) io.err(`${differs(stage, difference, lock)}\n`);
      const own = place === '' ? folder : `${folder}/${place}`;
      io.out(`${own}: ${rows} rows of ${stage.id}${npy ? `, ${files.length} arrays beside them` : ''}\n`);
    }
    if (npy) io.out(`${folder}/${arrayIndex}: what each array is\n`);
  } catch (cause) {
    if (io.signal.aborted) throw new RunError('interrupted', { exitCode: exitCodes.interrupted });
    throw machineFailure(cause, `${folder} cannot be written`) ?? cause;
  } finally {
    await tools.engine.close();
  }
}

async function openTools(
  { plugins, path, lock }: Pick<CapturedRun, 'plugins' | 'path'> & { readonly lock: Lock },
  io: Io,
) {
  const [{ openEngine }, { openKinds }, { writePlugins }, { createDatasetShelf }, { openStore }] =
    await Promise.all([
      import('../../runner/engines/choose.ts'),
      import('../../runner/plugins/plugin-kinds.ts'),
      import('../../runner/plugins/plugin-modules.ts'),
      import('../../runner/data/dataset-shelf.ts'),
      import('../../runner/store/store.ts'),
    ]);
  const warn = (text: string) => io.err(`${text}\n`);
  const kinds = await openKinds(await writePlugins(plugins, storeOf(io)));
  const { engine, threads } = lock.numericClass;
  const { layers } = kinds;
  return {
    kinds,
    engine: await openEngine(engine as EngineName, {
      layers,
      ...(typeof threads === 'number' ? { threads } : {}),
      warn,
    }),
    store: openStore(storeOf(io), warn),
    shelf: createDatasetShelf({ kinds, env: io.env, folder: dirname(path), warn }, async () => {}),
    signal: io.signal,
    listen: createProgress(io),
  };
}

async function withKept(
  { stage, place }: { readonly stage: StagePlan; readonly place: string },
  { stages }: Lock,
  store: { get(key: string): Promise<unknown> },
): Promise<CapturedStage> {
  const key = stages.find((one) => one.key === stage.key)?.result;
  return { stage, place, kept: key ? ((await store.get(key)) as KeptTraining | null) : null };
}

function differs({ id }: StagePlan, difference: number, { numericClass }: Lock): string {
  const before = Object.values(numericClass).join(' ');
  return `${id}: losses lie up to ${difference} beside those of the run (${before}); its estimates are of other batches or weights by as much`;
}
