import type { Averaging } from '../contract/estimation.ts';
import type { AveragingReply, AveragingRequest } from './estimation-job.ts';

/** A job whose thread may ask for means. */
export interface AveragedJob {
  /** Its number in requests; null for a job that averages nothing. */
  readonly number: number | null;
  /** Rejects with why the means cannot be had. */
  readonly failed: Promise<never>;
  /** Nothing is averaged for it from here on. */
  end(): void;
}

/** Answers what threads ask: the means of what their captures gave. */
export class AveragingDesk {
  readonly #jobs = new Map<number, { average: Averaging; fail: (cause: unknown) => void }>();
  #last = 0;

  open(average: Averaging | undefined): AveragedJob {
    const number = average ? ++this.#last : null;
    const failed = new Promise<never>((_, fail) => {
      if (average) this.#jobs.set(number!, { average, fail });
    });
    failed.catch(() => {});
    return { number, failed, end: () => number !== null && this.#jobs.delete(number) };
  }

  /** A thread is answered in any case, so that it goes on: with null where the means cannot be had, or its job failed meanwhile. */
  answer({ job, found, reply }: AveragingRequest): void {
    const answer = (means: AveragingReply) => reply.postMessage(means);
    const asked = this.#jobs.get(job);
    if (!asked) {
      answer(null);
      return;
    }
    new Promise<AveragingReply>((resolve) => resolve(asked.average(found))).then(answer, (cause) => {
      asked.fail(cause);
      answer(null);
    });
  }
}
