import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { exitCodes, type Io } from '../command.ts';

export interface Options {
  readonly id: string;
  readonly index: number;
  readonly attached?: boolean;
  readonly submission?: string;
  readonly job?: string;
  readonly leaveAfter?: number;
}

/** Exit code of a worker that was asked to leave while there was work. */
const workIsLeft = 75;

/** Milliseconds for which a worker stays when all that is left is in the hands of others. */
const patience = 120_000;

/** `infoplane worker RUN`: what the executors start. Works for a run until nothing is left or it is asked to leave. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const { workersFolder } = await import('../../../runner/workers/work-order.ts');
  const { appendEvents } = await import('../../../runner/workers/worker-events.ts');
  const { endOfLog } = await import('../../../runner/workers/worker-death.ts');
  const { runWorker } = await import('../../../runner/workers/worker.ts');
  const path = resolve(io.cwd, args[0]!);
  const folder = workersFolder(path);
  const { order, plan } = await folder.readOrder();
  if (options.submission !== undefined && options.job !== undefined) {
    const { ownSubmission } = await import('../../../runner/workers/slurm/submissions.ts');
    if (!(await ownSubmission(folder.path, options.submission, options.job))) {
      io.err(`${options.submission} was submitted twice; the other job does its work\n`);
      return exitCodes.done;
    }
  }
  const listen = appendEvents(folder.path, options.id);
  listen({ event: 'worker-started', worker: options.id, host: hostname(), process: process.pid });
  const reasons = [io.signal];
  const time = new AbortController();
  if (options.attached) reasons.push(whenInputEnds());
  const clock =
    options.leaveAfter === undefined ? null : setTimeout(() => time.abort(), 1000 * options.leaveAfter);
  const signal = AbortSignal.any([...reasons, time.signal]);
  const end = await runWorker({
    run: path,
    folder,
    plan,
    order,
    id: options.id,
    index: options.index,
    patience,
    env: io.env,
    signal,
    listen,
    partial: (stage, result) => folder.writePartial(stage.key, result),
    lastWords: (worker) => endOfLog(join(folder.path, `${worker}.log`)),
  });
  if (clock) clearTimeout(clock);
  listen({ event: 'worker-left', worker: options.id });
  return end === 'asked' ? workIsLeft : exitCodes.done;
}

/** Aborted when the process that holds the other end of the standard input is gone. */
function whenInputEnds(): AbortSignal {
  const gone = new AbortController();
  process.stdin.on('end', () => gone.abort());
  process.stdin.on('error', () => gone.abort());
  process.stdin.resume();
  process.stdin.unref?.();
  return gone.signal;
}
