import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { exitCodes, type Io } from '../command.ts';

export interface Options {
  readonly id: string;
  readonly index: number;
  readonly attached?: boolean;
}

/** Milliseconds for which a worker stays when all that is left is in the hands of others. */
const patience = 120_000;

/** `infoplane worker RUN`: what the executors start. Works for a run until nothing is left or it is asked to leave. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const { workersFolder } = await import('../../../runner/schedule/work-order.ts');
  const { appendEvents } = await import('../../../runner/schedule/worker-events.ts');
  const { endOfLog } = await import('../../../runner/schedule/worker-death.ts');
  const { runWorker } = await import('../../../runner/schedule/worker.ts');
  const path = resolve(io.cwd, args[0]!);
  const folder = workersFolder(path);
  const { order, plan } = await folder.readOrder();
  const emit = appendEvents(folder.path, options.id);
  emit({ event: 'worker-started', worker: options.id, host: hostname(), process: process.pid });
  const signal = options.attached ? AbortSignal.any([io.signal, whenInputEnds()]) : io.signal;
  await runWorker({
    run: path,
    folder,
    plan,
    order,
    id: options.id,
    index: options.index,
    patience,
    env: io.env,
    signal,
    emit,
    partial: (stage, result) => folder.writePartial(stage.key, result),
    lastWords: (worker) => endOfLog(join(folder.path, `${worker}.log`)),
  });
  emit({ event: 'worker-left', worker: options.id });
  return exitCodes.done;
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
