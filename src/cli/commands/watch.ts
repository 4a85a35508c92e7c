import { basename, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Calibration } from '../../../runner/calibration/calibrate-apart.ts';
import type { Kinds } from '../../../runner/contract/kinds.ts';
import type { RunStatus, StageStatus } from '../../../runner/run/read-run.ts';
import { RunError } from '../../node/run-error.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { kindsOfRun } from '../compile-run.ts';
import { duration } from '../progress.ts';
import { openWatchServer, type WatchServer } from '../watch/watch-server.ts';

export interface Options {
  readonly out: string;
  readonly port: number;
  readonly allowPlugins?: boolean;
}

/** Milliseconds between two looks at the run. */
const interval = 1000;
/** Milliseconds for which the last page can still be had when the run has ended. */
const farewell = 5000;

/** `infoplane watch [RUN]`: serves the report of a run that goes on to this machine, until it ends or Ctrl-C. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const { findRun, readRun } = await import('../../../runner/run/read-run.ts');
  const folder = await findRun(io.cwd, resolve(io.cwd, options.out), args[0], 'newest');
  const first = await readRun(folder);
  if (!goesOn(first)) {
    throw new RunError(`the run ${basename(folder)} of ${first.study} does not go on: it is ${first.state}`, {
      hint: `look at ${folder}/report.html, or start the study again with --watch`,
      exitCode: exitCodes.usage,
    });
  }
  const { watchPage } = await import('../../../runner/reporting/watch-page.ts');
  const drawn = createDrawn(folder, options, io);
  const server = await openWatchServer({ page: watchPage(first.study), report: drawn.report }, options.port);
  io.out(`${server.address}\n`);
  io.err('the report of this run, for this machine only; Ctrl-C ends it, not the run\n');
  try {
    return await follow(folder, server, drawn, io);
  } finally {
    await server.close();
  }
}

/** Looks again and again, and tells the pages that are open. */
async function follow(folder: string, server: WatchServer, drawn: Drawn, io: Io): Promise<number> {
  const { readRun } = await import('../../../runner/run/read-run.ts');
  const paces = new Map<string, Pace>();
  while (!io.signal.aborted) {
    const status = await readRun(folder);
    if (!goesOn(status)) {
      await drawn.end();
      server.tell('ended', {
        words: `${status.state}${status.seconds === null ? '' : ` after ${duration(status.seconds)}`}`,
      });
      io.err(`${status.study} ${status.run}: ${status.state}\n`);
      if (server.watchers > 0) await wait(farewell, undefined, { signal: io.signal }).catch(() => {});
      return exitCodes.done;
    }
    server.tell('progress', progressOf(status, paces));
    if (server.watchers > 0 && (await drawn.refresh())) server.tell('rows', {});
    await wait(interval, undefined, { signal: io.signal }).catch(() => {});
  }
  return exitCodes.done;
}

function goesOn({ state }: RunStatus): boolean {
  return state === 'running' || state === 'detached';
}

/** Where a training was first seen. */
interface Pace {
  readonly at: number;
  readonly iteration: number;
}

function progressOf({ stages }: RunStatus, paces: Map<string, Pace>): object {
  const done = stages.filter(({ state }) => state === 'done' || state === 'kept').length;
  const running = stages.filter(({ state }) => state === 'running');
  return {
    words: `running: ${done} of ${stages.length} trainings done`,
    trainings: running.slice(0, 8).map((stage) => ({
      id: stage.stage,
      words: wordsOf(stage, paces),
      share: stage.updates ? stage.iteration / stage.updates : 0,
    })),
  };
}

/** Where a training is, and how long it will take at the pace that was seen. */
function wordsOf({ stage, iteration, updates }: StageStatus, paces: Map<string, Pace>): string {
  const now = performance.now();
  const pace = paces.get(stage) ?? { at: now, iteration };
  paces.set(stage, pace);
  if (updates === null) return '';
  const rate = (iteration - pace.iteration) / ((now - pace.at) / 1000);
  const left = rate > 0 ? `, ${duration((updates - iteration) / rate)} left` : '';
  return `${iteration} of ${updates}${left}`;
}

/** The report as it was drawn last. */
interface Drawn {
  readonly report: () => Promise<string>;
  /** Whether there are other rows than those that were drawn. */
  readonly refresh: () => Promise<boolean>;
  /** The run has ended: from now on its own report is shown. */
  readonly end: () => Promise<void>;
}

function createDrawn(folder: string, options: Options, io: Io): Drawn {
  let version: string | null = null;
  let page: Promise<string> | null = null;
  let kinds: Promise<Kinds> | null = null;
  const open = (plan: Plan) => {
    kinds ??= kindsOfRun(folder, plan, options, io);
    return kinds;
  };
  let calibration: Calibration | null = null;
  const refresh = async (): Promise<boolean> => {
    const [{ runSoFar }, { makeReport }, { calibrationApart }] = await Promise.all([
      import('../../../runner/run/run-so-far.ts'),
      import('../../../runner/reporting/make-report.ts'),
      import('../../../runner/calibration/calibrate-apart.ts'),
    ]);
    const known = calibration ?? calibrationApart({ signal: io.signal });
    calibration = known;
    const found = await runSoFar(folder, version, open, known);
    if (!found) return false;
    version = found.version;
    page = open(found.run.plan).then((all) => makeReport(found.run, all, { calibration: known }));
    await page;
    return true;
  };
  return {
    refresh,
    async report() {
      if (page === null) await refresh();
      return (await page) ?? '';
    },
    async end() {
      const { readRegularFile } = await import('../../node/read-regular-file.ts');
      page = Promise.resolve().then(() => readRegularFile(`${folder}/report.html`).toString('utf8'));
      await page.catch(() => {});
    },
  };
}
