import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { ownName } from '../../src/node/own-name.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { CrewTask } from './crew-task.ts';
import { causeOfDeath, countMemoryKills, endOfLog } from './worker-death.ts';
import { createEventReader } from './worker-events.ts';

/** Milliseconds between two looks at what the workers tell. */
const lookInterval = 200;
/** Looks after which the store is asked for results of other runs. */
const looksBetweenRefreshes = 10;

interface Worker {
  readonly id: string;
  readonly child: ChildProcess;
  readonly memoryKills: number;
  /** Why it never began; null where it did. */
  failure: string | null;
}

/**
 * Child processes that run `infoplane worker`, as many as the order says and as there are stages. One that dies is named and
 * another one begins; when they die without getting anything done, the run gives up.
 */
export async function workInProcesses(task: CrewTask): Promise<void> {
  const { ledger, order, signal, listen } = task;
  const main = join(packageRoot, 'dist/src/cli/main.js');
  if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build`);
  mkdirSync(task.folder.path, { recursive: true });
  const reader = createEventReader(task.folder.path, task.told);
  const living = new Map<string, Worker>();
  const ends: Worker[] = [];
  const own = ownName();
  let begun = 0;
  let fruitless = 0;
  let wake = () => {};

  const begin = () => {
    const index = begun++;
    const id = `process-${own}-${index + 1}`;
    const child = startWorker(main, task, id, index % order.workers);
    const worker: Worker = { id, child, memoryKills: countMemoryKills(), failure: null };
    living.set(id, worker);
    const end = () => {
      if (living.delete(id)) ends.push(worker);
      wake();
    };
    child.once('close', end);
    // one that cannot be started, for want of processes or memory, may close nothing
    child.once('error', ({ message }) => {
      worker.failure = `its process cannot be started: ${message}`;
      end();
    });
  };

  const hear = async () => {
    const events = await reader.read();
    for (const event of events) listen(event);
    if (events.some(({ event }) => event === 'stage-finished' || event === 'stage-failed')) fruitless = 0;
    return events.some(({ event }) => event === 'stage-finished');
  };

  for (let look = 0; ; look++) {
    const finished = await hear();
    if (finished || look % looksBetweenRefreshes === 0 || living.size === 0) await ledger.refresh();
    for (const worker of ends.splice(0)) {
      const cause = await mourn(worker, task);
      if (cause !== null && ++fruitless > 4 * order.workers) throw await givenUp(task, worker.id, cause);
    }
    const left = ledger.left().length;
    if (signal.aborted || left === 0) break;
    while (living.size < Math.min(order.workers, left)) begin();
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, lookInterval);
    });
  }
  await dismiss(living, signal.aborted);
  await hear();
  await ledger.refresh();
}

function startWorker(main: string, { run, folder, env }: CrewTask, id: string, index: number): ChildProcess {
  const log = openSync(join(folder.path, `${id}.log`), 'a');
  // a group of its own: Ctrl-C reaches the controller only, which asks the workers to stop once
  const child = spawn(
    process.execPath,
    [main, 'worker', run, '--id', id, '--index', String(index), '--attached'],
    { cwd: process.cwd(), env: { ...env }, detached: true, stdio: ['pipe', log, log] },
  );
  closeSync(log);
  child.stdin?.on('error', () => {});
  return child;
}

/** Says why a worker is gone; null when it left by itself. */
async function mourn(worker: Worker, task: CrewTask): Promise<string | null> {
  if (task.signal.aborted) return null;
  const { id, child, memoryKills, failure } = worker;
  const words = await endOfLog(join(task.folder.path, `${id}.log`));
  const { exitCode: code, signalCode: signal } = child;
  const died = { code, signal, words, memoryKills: countMemoryKills() > memoryKills };
  const cause = failure ?? causeOfDeath(died);
  if (cause !== null) task.listen({ event: 'worker-lost', worker: id, message: cause });
  return cause;
}

async function givenUp({ folder }: CrewTask, id: string, cause: string): Promise<RunError> {
  const words = await endOfLog(join(folder.path, `${id}.log`));
  return new RunError(`the workers end before anything is done; the last one: ${cause}\n${words}`, {
    hint: `their logs are in ${folder.path}`,
  });
}

/** Waits for the workers to leave; asks them to when they are to stop. A closed input tells them the same. */
async function dismiss(living: ReadonlyMap<string, Worker>, stop: boolean): Promise<void> {
  await Promise.all(
    [...living.values()].map(
      ({ child }) =>
        new Promise<void>((resolve) => {
          child.once('close', () => resolve());
          if (child.exitCode !== null || child.signalCode !== null) resolve();
          if (stop) child.kill('SIGTERM');
          child.stdin?.end();
        }),
    ),
  );
}
