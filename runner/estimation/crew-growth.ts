/** Milliseconds over which it is judged whether the threads keep up, and for which a single wait may last. */
const period = 250;
/** Share of a period that the caller may have waited. */
const patience = 0.2;

/** Watches how long a caller waits for threads, and asks for another one when those there are do not keep up. */
export interface CrewGrowth {
  /** Waits, and counts it. */
  during<T>(wait: () => Promise<T>): Promise<T>;
  /** Told of each job. */
  turn(): void;
}

/**
 * A second thread that is not needed costs a fifth of a second of compiling, 25 MB, and time on the core that the training runs on; a thread that is
 * needed and not there doubles the time of all. So there is one at first, and one more whenever the caller has waited for more than a
 * fifth of a quarter of a second, or for all of one; the first quarter of a second, when nothing is compiled yet, does not count.
 * @param now milliseconds
 * @param grow starts one more thread, or does nothing when there are enough
 */
export function createCrewGrowth(now: () => number, grow: () => void): CrewGrowth {
  let began: number | null = null;
  let waited = 0;
  let first = true;
  return {
    async during(wait) {
      const from = now();
      const timer = setTimeout(grow, period);
      try {
        return await wait();
      } finally {
        clearTimeout(timer);
        waited += now() - from;
      }
    },
    turn() {
      const time = now();
      began ??= time;
      if (time - began < period) return;
      if (!first && waited > patience * (time - began)) grow();
      [began, waited, first] = [time, 0, false];
    },
  };
}
