import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Kinds } from '../../../runner/contract/kinds.ts';
import type { ComparedSide } from '../../../runner/reporting/make-comparison.ts';
import type { FinishedRun, PageMaking } from '../../../runner/reporting/make-report.ts';
import { fileFailure } from '../../node/machine-failure.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { RunError } from '../../node/run-error.ts';
import { writeDurably } from '../../node/write-durably.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { storeOf } from '../compile-file.ts';
import { kindsOfRun } from '../compile-run.ts';
import { takeRunFiles } from '../take-run-files.ts';

export interface Options {
  readonly out: string;
  /** File that the page goes to; see `placeOf` when left out. */
  readonly page?: string;
  readonly allowPlugins?: boolean;
  /** Whether files that were altered since the run are drawn all the same. */
  readonly altered?: boolean;
}

/** Most runs that are compared. */
const mostRuns = 10;

/** `infoplane report RUN`: draws the report of a run again from its tables. `infoplane report A B ...`: compares runs on one page. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  if (args.length > mostRuns) {
    throw new RunError(`report compares at most ${mostRuns} runs`, {
      hint: 'infoplane report RUN, or infoplane report A B C',
      exitCode: exitCodes.usage,
    });
  }
  const { findRun } = await import('../../../runner/run/read-run.ts');
  const folders: string[] = [];
  const out = resolve(io.cwd, options.out);
  for (const name of args) folders.push(await findRun(io.cwd, out, name));
  const path = await drawing(folders, () =>
    folders.length === 1 ? drawOne(folders[0]!, options, io) : drawAll(folders, options, io),
  );
  io.out(`${path}\n`);
  return exitCodes.done;
}

/** What goes wrong beyond the checks of the files is most likely in them, since they drew a report once. */
async function drawing(folders: readonly string[], draw: () => Promise<string>): Promise<string> {
  try {
    return await draw();
  } catch (cause) {
    if (cause instanceof RunError) throw cause;
    throw new RunError(`${folders.join(' and ')} cannot be drawn: ${(cause as Error).message}`, {
      hint: 'run the study again, which reuses what is kept; if the files are as a run left them, please report this',
      cause,
    });
  }
}

async function drawOne(folder: string, options: Options, io: Io): Promise<string> {
  const { makeReport } = await import('../../../runner/reporting/make-report.ts');
  const { finished, kinds } = await openRun(folder, options, io);
  const page = await withParts(io, (making) => makeReport(finished, kinds, making));
  return write(await placeOf(folder, 'report.html', options, io), page);
}

/** Makes a page with what is kept of its parts. No store is made for it. */
async function withParts<T>(io: Io, make: (making: PageMaking) => Promise<T>): Promise<T> {
  const warn = (message: string) => io.err(`warning: ${message}\n`);
  const store = storeOf(io);
  if (!existsSync(store)) return make({ warn });
  const { PageParts } = await import('../../../runner/store/page-parts.ts');
  const parts = new PageParts(store, { warn });
  const made = await make({ warn, parts });
  await parts.written();
  return made;
}

async function drawAll(folders: readonly string[], options: Options, io: Io): Promise<string> {
  const { makeComparison } = await import('../../../runner/reporting/make-comparison.ts');
  const sides: ComparedSide[] = [];
  for (const folder of folders) sides.push(await openRun(folder, options, io));
  const { fileName, page } = await withParts(io, (making) => makeComparison(sides, making));
  return write(await placeOf(folders.at(-1)!, fileName, options, io), page);
}

/**
 * Where a page goes: to the file that was named, else into the run's folder, or for a published run, to which nothing is added, to
 * `site/<study>/` in the working directory, as `npm run site` has it.
 */
async function placeOf(folder: string, name: string, { page }: Options, io: Io): Promise<string> {
  if (page !== undefined) return resolve(io.cwd, page);
  const { sumsFile } = await import('../../../runner/run/altered-files.ts');
  if (!existsSync(join(folder, sumsFile))) return join(folder, name);
  return join(io.cwd, 'site', basename(folder), name);
}

async function openRun(folder: string, options: Options, io: Io): Promise<ComparedSide> {
  const { readFinishedRun } = await import('../../../runner/run/read-finished-run.ts');
  const altered = await takeRunFiles(folder, options.altered ?? false, io);
  const opened = new Map<string, Promise<Kinds>>();
  // once: it says what has changed of the plugins since the run
  const open = (plan: Plan) => {
    const kinds = opened.get(folder) ?? kindsOfRun(folder, plan, options, io);
    opened.set(folder, kinds);
    return kinds;
  };
  const finished = { ...((await soFar(folder, open)) ?? (await readFinishedRun(folder, open))), altered };
  return { folder, finished, kinds: await open(finished.plan) };
}

/** What a run that goes on, or was killed, has given so far; null of one that left its tables. */
async function soFar(folder: string, open: (plan: Plan) => Promise<Kinds>): Promise<FinishedRun | null> {
  const has = (name: string) => existsSync(join(folder, name));
  if (has('lock.json') || has('tables/estimates.arrow') || !has('log.jsonl')) return null;
  const { readRun } = await import('../../../runner/run/read-run.ts');
  const { runSoFar } = await import('../../../runner/run/run-so-far.ts');
  const { calibrationApart } = await import('../../../runner/calibration/calibrate-apart.ts');
  const { state } = await readRun(folder);
  return (await runSoFar(folder, null, open, calibrationApart(), state))?.run ?? null;
}

async function write(path: string, page: string): Promise<string> {
  try {
    await makeFolder(dirname(path));
    await writeDurably(path, [page]);
  } catch (cause) {
    throw fileFailure(cause, `${path} cannot be written`);
  }
  return path;
}
