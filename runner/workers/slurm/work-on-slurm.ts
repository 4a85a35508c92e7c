import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../src/node/make-folder.ts';
import { packageRoot } from '../../../src/node/package-info.ts';
import { RunError } from '../../../src/node/run-error.ts';
import type { CrewTask } from '../crew-task.ts';
import { causeOfDeath, endOfLog } from '../worker-death.ts';
import { createEventReader, type LoggedEvent } from '../worker-events.ts';
import { jobOptions, jobScript } from './job-script.ts';
import type { QueuedTask } from './slurm-client.ts';
import type { SlurmRequest } from './slurm-request.ts';
import { type Submission, Submissions } from './submissions.ts';

/** A run that goes to Slurm. */
type SlurmTask = CrewTask & SlurmRequest;

/** Submissions after another that get nothing done before the run gives up. */
const mostFruitless = 3;
/** Milliseconds between two looks at what the workers tell, and what each worker adds: a look reads a file of each. */
const lookInterval = 1_000;
const lookPerWorker = 10;
/** Milliseconds that workers are given to save and leave when their jobs were cancelled. */
const farewell = 60_000;
/** Milliseconds in which a second Ctrl-C cancels the jobs. */
const cancelTime = 3_000;
/** Exit codes of workers that had nothing to do, or were asked to leave. */
const leftByItself = /^(0|75)\s*$/;
/** Largest array when the cluster does not say. */
const usualArraySize = 1001;

/**
 * Has the stages of a run done by workers on a Slurm cluster, submitting what is missing of them.
 * @returns whether the jobs were left to go on by themselves
 */
export async function workOnSlurm(task: SlurmTask): Promise<'over' | 'left'> {
  await makeFolder(task.folder.path);
  return new SlurmCrew(task).work();
}

class SlurmCrew {
  readonly #task: SlurmTask;
  readonly #submissions: Submissions;
  /** Workers that began and have not left. */
  readonly #begun = new Set<string>();
  readonly #reader: ReturnType<typeof createEventReader>;
  #names: string[] = [];
  #placed = 0;
  #fruitless = 0;
  /** When fewer tasks than wanted were seen first; null while there are enough. */
  #shortSince: number | null = null;

  constructor(task: SlurmTask) {
    this.#task = task;
    this.#submissions = new Submissions(task.folder.path, task.slurm, task.sleep, {
      looks: 4,
      pause: 1000 * task.profile.poll,
    });
    this.#reader = createEventReader(task.folder.path, task.told);
  }

  async work(): Promise<'over' | 'left'> {
    const { ledger, signal, cancel, slurm, profile, sleep, detach } = this.#task;
    const pause = Math.min(lookInterval + lookPerWorker * profile.workers, 1000 * profile.poll);
    await this.#comeBack();
    let asked = Number.NEGATIVE_INFINITY;
    for (;;) {
      const due = performance.now() - asked >= 1000 * profile.poll;
      if ((await this.#hear()) || due) await ledger.refresh();
      const over = ledger.left().length === 0;
      if (over || cancel.aborted) {
        if (this.#names.length > 0) await slurm.cancel(this.#names, over);
        if (!over) await this.#waitForFarewells();
        return 'over';
      }
      if (signal.aborted && (await this.#staysAway())) return 'left';
      if (due) {
        asked = performance.now();
        const queue = this.#names.length === 0 ? [] : await slurm.queue(this.#names);
        if (queue) await this.#look(queue);
      }
      if (detach) return 'left';
      await sleep(pause);
    }
  }

  /** Workers whose jobs were cancelled save what they have; the rows so far are in the tables. */
  async #waitForFarewells(): Promise<void> {
    const { slurm, ledger } = this.#task;
    const begun = performance.now();
    let queue: readonly QueuedTask[] | null;
    do {
      await new Promise((resolve) => setTimeout(resolve, lookInterval));
      await this.#hear();
      queue = await slurm.queue(this.#names);
    } while (queue?.length !== 0 && performance.now() - begun < farewell);
    await this.#hear();
    await ledger.refresh();
  }

  /** Leaves the jobs running, unless it is told within a few seconds to cancel them. */
  async #staysAway(): Promise<boolean> {
    const { cancel, sleep, listen } = this.#task;
    const seconds = cancelTime / 1000;
    if (!cancel.aborted)
      listen({ event: 'warning', message: `the jobs go on; Ctrl-C again within ${seconds} s cancels them` });
    await sleep(cancelTime);
    return !cancel.aborted;
  }

  /** Finds what an earlier controller of this run has submitted, or was about to. */
  async #comeBack(): Promise<void> {
    const earlier = await Submissions.listed(this.#task.folder.path);
    this.#placed = earlier.length;
    this.#names = earlier.map(({ name }) => name);
    for (const submission of earlier) {
      if (!(await this.#submissions.isKnown(submission))) await this.#place(submission, false);
    }
  }

  /** @returns whether a stage has ended */
  async #hear(): Promise<boolean> {
    const events = await this.#reader.read();
    for (const event of events) {
      this.#note(event);
      this.#task.listen(event);
    }
    return events.some(({ event }) => event === 'stage-finished' || event === 'stage-failed');
  }

  #note(event: LoggedEvent): void {
    if (event.event === 'worker-started') this.#begun.add(event.worker);
    if (event.event === 'worker-left') this.#begun.delete(event.worker);
    if (event.event === 'stage-finished' || event.event === 'stage-failed' || event.event === 'stage-saved')
      this.#fruitless = 0;
  }

  /** Compares the queue with what is wanted. What is gone is believed gone when the file system had time to say more. */
  async #look(queue: readonly QueuedTask[]): Promise<void> {
    const { ledger, profile } = this.#task;
    await this.#mourn(queue, false);
    const wanted = Math.min(profile.workers, ledger.left().length);
    if (queue.length >= wanted) {
      this.#shortSince = null;
      return;
    }
    const now = performance.now();
    this.#shortSince ??= this.#names.length === 0 ? Number.NEGATIVE_INFINITY : now;
    if (now - this.#shortSince < 1000 * profile.settle) return;
    if (queue.length === 0 && !(await this.#submissions.haveEnded(this.#names))) return;
    this.#shortSince = null;
    await this.#mourn(queue, true);
    if (queue.length === 0 && this.#placed > 0 && ++this.#fruitless >= mostFruitless)
      throw await this.#givenUp();
    await this.#submit(wanted - queue.length);
  }

  /**
   * Names the workers that have ended without a word.
   * @param sure whether those count that left no exit code either and whose job is gone
   */
  async #mourn(queue: readonly QueuedTask[], sure: boolean): Promise<void> {
    const { folder, slurm, listen } = this.#task;
    const living = new Set(queue.map(({ task }) => task));
    for (const worker of this.#begun) {
      const task = worker.replace(/-[\d.]+$/, '');
      const code = await readFile(join(folder.path, `${worker}.exit`), 'utf8').catch(() => null);
      if (code === null && (!sure || living.has(task))) continue;
      this.#begun.delete(worker);
      if (code !== null && leftByItself.test(code)) continue;
      const words = `${await endOfLog(join(folder.path, `${worker}.log`))}\n${await endOfLog(join(folder.path, `slurm-${task}.out`))}`;
      const cause =
        code === null ? null : causeOfDeath({ code: Number(code), signal: null, words, memoryKills: false });
      const word = living.has(task) ? null : await slurm.howEnded(task);
      listen({ event: 'worker-lost', worker, message: word ?? cause ?? 'its job is gone' });
    }
  }

  async #submit(count: number): Promise<void> {
    const { plan, profile, slurm } = this.#task;
    const largest = profile.arrays ? ((await slurm.maxArraySize()) ?? usualArraySize) - 1 : 0;
    const n = this.#placed + 1;
    const sizes = arraySizes(count, largest);
    for (const [part, tasks] of sizes.entries()) {
      const name = this.#submissions.name(plan.study, n, sizes.length === 1 ? null : part);
      const submission = { name, tasks };
      const first = await this.#submissions.intend(submission, Date.now());
      this.#names.push(name);
      this.#placed++;
      await this.#place(submission, first);
    }
  }

  async #place(submission: Submission, first: boolean): Promise<void> {
    const { profile, folder, run, cwd } = this.#task;
    const main = join(packageRoot, 'dist/src/cli/main.js');
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build`);
    const script = join(folder.path, `${submission.name}.sh`);
    const node = profile.node ?? process.execPath;
    const text = jobScript({ profile, cwd, run, folder: folder.path, main, node, name: submission.name });
    await writeFile(script, text);
    await this.#submissions.place(
      submission,
      [...jobOptions(profile, folder.path, submission.tasks), script],
      first,
    );
  }

  async #givenUp(): Promise<RunError> {
    const { folder } = this.#task;
    const [latest] = (await Submissions.listed(folder.path)).slice(-1);
    return new RunError(`the workers on the cluster end before anything is done (${latest?.name})`, {
      hint: `their logs are in ${folder.path}`,
    });
  }
}

/** Parts of at most `largest` tasks; single jobs where there are no arrays. */
function arraySizes(count: number, largest: number): (number | null)[] {
  if (largest < 1) return Array.from({ length: count }, () => null);
  const sizes: number[] = [];
  for (let left = count; left > 0; left -= largest) sizes.push(Math.min(left, largest));
  return sizes;
}
