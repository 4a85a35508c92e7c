import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Kinds } from '../../../runner/contract/kinds.ts';
import type { FinishedRun } from '../../../runner/reporting/make-report.ts';
import { machineFailure } from '../../node/machine-failure.ts';
import { misuse, RunError } from '../../node/run-error.ts';
import type { Plan } from '../../plan/plan.ts';
import { exitCodes, type Io } from '../command.ts';
import { kindsOfRun } from '../compile-run.ts';
import { requireEmptyFolders } from './empty-folder.ts';
import type { ExportOptions } from './export-options.ts';
import { columnWidth } from './print-width.ts';

/** A run that has ended, opened. */
interface OpenedRun {
  readonly folder: string;
  readonly finished: FinishedRun;
  readonly kinds: Kinds;
}

/** Whether something is asked for that is made of what a run left in its folder. */
export function wantsResults({ figures, roCrate, tensorboard, parquet }: ExportOptions): boolean {
  return [figures, roCrate, tensorboard, parquet].some((folder) => folder !== undefined);
}

/** Looks at the options about results, and at all folders, before anything is read. @throws RunError when they cannot be followed */
export async function checkResultOptions(options: ExportOptions, io: Io): Promise<void> {
  const { figures, width, roCrate, tensorboard, parquet, captures, weights } = options;
  if (width !== undefined && figures === undefined)
    throw misuse('--width is that of figures', 'name --figures DIR too');
  const folders = { '--figures': figures, '--ro-crate': roCrate, '--tensorboard': tensorboard };
  const ofTrainings = { '--captures': captures, '--weights': weights };
  await requireEmptyFolders({ ...folders, '--parquet': parquet, ...ofTrainings }, io.cwd);
}

/**
 * Writes figures, crate, event files and tables of a run, as far as they are asked for.
 * @param run its folder, or a link to it
 * @param altered files of the run that are not as it left them
 * @throws RunError when the run cannot be read, or something cannot be written
 */
export async function exportResults(
  run: string,
  altered: readonly string[],
  options: ExportOptions,
  io: Io,
): Promise<void> {
  const opened = await openRun(await realpath(run), altered, options, io);
  const { folder, finished } = opened;
  const { state } = finished.lock;
  if (typeof state === 'string' && state !== 'done')
    io.err(`the run is not complete (${state}): only what it has so far is exported\n`);
  const { figures, roCrate, tensorboard, parquet } = options;
  const written = (place: string, write: (folder: string) => Promise<string>) =>
    writing(place, io, async () => io.out(`${place}: ${await write(resolve(io.cwd, place))}\n`));
  if (figures !== undefined)
    await written(figures, (place) => writeFigures(opened, place, options.width ?? columnWidth, io));
  if (roCrate !== undefined) {
    const { exportCrate } = await import('../../../runner/run/export/crate/export-crate.ts');
    await written(roCrate, async (place) => countOf(await exportCrate(folder, finished, place), 'file'));
  }
  if (tensorboard !== undefined) {
    const { exportTensorboard } = await import(
      '../../../runner/run/export/tensorboard/export-tensorboard.ts'
    );
    await written(tensorboard, async (place) =>
      countOf(await exportTensorboard(finished, place), 'event file'),
    );
  }
  if (parquet !== undefined) {
    await written(parquet, async (place) => (await writeTablesOf(opened, place)).join(', '));
  }
}

async function openRun(
  folder: string,
  altered: readonly string[],
  options: ExportOptions,
  io: Io,
): Promise<OpenedRun> {
  const { readFinishedRun } = await import('../../../runner/run/read-finished-run.ts');
  let kinds: Promise<Kinds> | null = null;
  // once: it says what has changed of the plugins since the run
  const open = (plan: Plan) => {
    kinds ??= kindsOfRun(folder, plan, options, io);
    return kinds;
  };
  const finished = { ...(await readFinishedRun(folder, open)), altered };
  return { folder, finished, kinds: await open(finished.plan) };
}

/** By columns, which take a fraction of the room of rows. */
async function writeTablesOf({ folder, finished, kinds }: OpenedRun, place: string): Promise<string[]> {
  const [{ readJudgedTables }, { writeParquet }] = await Promise.all([
    import('../../../runner/claims/read-judged-tables.ts'),
    import('../../table/write-parquet.ts'),
  ]);
  const run = { plan: finished.plan, open: async () => kinds };
  return writeParquet(place, await readJudgedTables(join(folder, 'tables'), run));
}

async function writeFigures(
  { finished, kinds }: OpenedRun,
  place: string,
  width: number,
  io: Io,
): Promise<string> {
  if (finished.plan.reports.length === 0)
    throw new RunError('the run has no figures', {
      hint: 'they are the entries of `reports` in its study',
      exitCode: exitCodes.usage,
    });
  const [{ exportFigures }, { exportPaper }] = await Promise.all([
    import('../../../runner/run/export/export-figures.ts'),
    import('../../../runner/run/export/export-paper.ts'),
  ]);
  const listener = { warn: (text: string) => io.err(`warning: ${text}\n`), signal: io.signal };
  const figures = await exportFigures(finished, kinds, { folder: place, width }, listener);
  const texts = await exportPaper(finished, figures, place);
  return `${countOf(figures, 'figure')} as SVG, PDF and PNG; ${texts.join(', ')}`;
}

function countOf(items: readonly unknown[], noun: string): string {
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;
}

async function writing(place: string, io: Io, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if (io.signal.aborted) throw new RunError('interrupted', { exitCode: exitCodes.interrupted });
    throw machineFailure(cause, `${place} cannot be written`) ?? cause;
  }
}
