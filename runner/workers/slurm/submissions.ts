import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import type { Slurm } from './slurm-client.ts';

/** Workers that are asked for together under a name of their own: an array, or one job. */
export interface Submission {
  readonly name: string;
  /** Tasks of the array; null for a job without one. */
  readonly tasks: number | null;
}

/** How often, and milliseconds between which, a job is looked for whose submission was not answered. */
export interface Patience {
  readonly looks: number;
  readonly pause: number;
}

const ending = '.submission';

/**
 * What a run has asked Slurm for, as files of its workers' folder. That something will be asked for is written down before
 * it is, under a name that nothing else has: whoever comes later looks for that name before asking again. A job that got
 * through twice nevertheless finds its name taken by the first one and leaves.
 */
export class Submissions {
  readonly #folder: string;
  readonly #slurm: Slurm;
  readonly #sleep: (milliseconds: number) => Promise<void>;
  readonly #patience: Patience;
  /** Submissions of which nothing is left on the cluster. */
  readonly #ended = new Set<string>();

  constructor(
    folder: string,
    slurm: Slurm,
    sleep: (milliseconds: number) => Promise<void>,
    patience: Patience,
  ) {
    this.#folder = folder;
    this.#slurm = slurm;
    this.#sleep = sleep;
    this.#patience = patience;
  }

  /** All that was written down in a folder of workers, in order. */
  static async listed(folder: string): Promise<Submission[]> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending));
    const read = names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')));
    const all: (Submission & { readonly at: number })[] = await Promise.all(read);
    return all.sort((a, b) => a.at - b.at).map(({ name, tasks }) => ({ name, tasks }));
  }

  /** The name of the run's n-th submission, and part of it. */
  name(study: string, n: number, part: number | null): string {
    const id = createHash('sha256').update(this.#folder).digest('hex').slice(0, 10);
    return `infoplane-${study}-${id}-${n}${part === null ? '' : `-${part}`}`;
  }

  /** Writes down that `submission` will be asked for; false when another controller of this run has done so already. */
  async intend(submission: Submission, at: number): Promise<boolean> {
    const path = join(this.#folder, submission.name + ending);
    try {
      await writeFile(path, JSON.stringify({ ...submission, at }), { flag: 'wx' });
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw cause;
    }
  }

  /** Whether the submission is known to have reached Slurm: an answer, or a worker that began. */
  async isKnown({ name }: Submission): Promise<boolean> {
    return (await this.#read(`${name}.job`)) !== null || (await this.#read(`${name}.owner`)) !== null;
  }

  /**
   * Whether Slurm says of every job that was asked for that it has ended or is not there. An empty queue alone does not say so: it may
   * be all that a busy controller answers.
   */
  async haveEnded(names: readonly string[]): Promise<boolean> {
    for (const name of names.filter((one) => !this.#ended.has(one))) {
      const job = await this.#read(`${name}.job`);
      if (job !== null && (await this.#slurm.hasEnded(job)) !== true) return false;
      this.#ended.add(name);
    }
    return true;
  }

  /**
   * Asks for what was written down, unless it has been asked for.
   * @param args of sbatch
   * @param first whether nobody can have asked before
   * @throws RunError when it is refused, or the cluster gives no answer
   */
  async place(submission: Submission, args: readonly string[], first: boolean): Promise<void> {
    const asked = first ? false : await this.#find(submission);
    if (asked) return;
    const job = await this.#slurm.submit([`--job-name=${submission.name}`, ...args]);
    if (job !== null) await writeFile(join(this.#folder, `${submission.name}.job`), job);
    else if (!(await this.#find(submission))) {
      const again = await this.#slurm.submit([`--job-name=${submission.name}`, ...args]);
      if (again !== null) await writeFile(join(this.#folder, `${submission.name}.job`), again);
      else if (!(await this.#find(submission))) throw noAnswer();
    }
  }

  /**
   * Looks for a submission whose fate is not known. It is not there when the queue was seen without it as often as the
   * patience says.
   */
  async #find(submission: Submission): Promise<boolean> {
    let seen = 0;
    for (let look = 0; look < 3 * this.#patience.looks; look++) {
      if (await this.isKnown(submission)) return true;
      const queue = await this.#slurm.queue([submission.name]);
      const [task] = queue ?? [];
      if (task) {
        await writeFile(join(this.#folder, `${submission.name}.job`), task.task.split('_')[0]!);
        return true;
      }
      if (queue && ++seen >= this.#patience.looks) return false;
      await this.#sleep(this.#patience.pause);
    }
    throw noAnswer();
  }

  async #read(name: string): Promise<string | null> {
    return readFile(join(this.#folder, name), 'utf8').catch(() => null);
  }
}

/**
 * Takes the name of a submission for the job that the caller belongs to.
 * @param folder of the run's workers
 * @returns false when another job has it: this one was submitted twice
 */
export async function ownSubmission(folder: string, name: string, job: string): Promise<boolean> {
  const path = join(folder, `${name}.owner`);
  await writeFile(path, job, { flag: 'wx' }).catch((cause) => {
    if (cause.code !== 'EEXIST') throw cause;
  });
  for (let look = 0; look < 50; look++) {
    const owner = await readFile(path, 'utf8');
    if (owner !== '') return owner === job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

function noAnswer(): RunError {
  return new RunError('the cluster gives no answer', {
    hint: 'the same command goes on when it does; nothing is submitted twice',
  });
}
