/** Milliseconds in which a living owner's counter must have changed. */
export const leaseExpiry = 60_000;
/**
 * Milliseconds of silence that one look can add. A file system that was away shows the first who asks what it held before: the
 * owner could give no sign either, so that a long pause between two looks proves little.
 */
export const mostSilence = leaseExpiry / 3;

/** What a look at a file gave. `silent`: its text has been the same for longer than a living owner's would be. */
export interface Look {
  readonly text: string | null;
  readonly silent: boolean;
}

interface Watched {
  readonly text: string | null;
  readonly answered: number;
  readonly silence: number;
}

/**
 * Watches files for signs of life. Silence is what lies between the answer to one look and the question of the next one, by the
 * clock of the one who looks: never the time for which an answer was waited for, and never more than `mostSilence` a look.
 * @param now milliseconds of a clock that only goes forward
 */
export function watchSilence(
  now: () => number,
): (name: string, read: (name: string) => Promise<string | null>) => Promise<Look> {
  const watched = new Map<string, Watched>();
  return async (name, read) => {
    const asked = now();
    const text = await read(name);
    const known = watched.get(name);
    const added = known?.text === text ? Math.min(Math.max(0, asked - known.answered), mostSilence) : 0;
    const silence = known?.text === text ? known.silence + added : 0;
    watched.set(name, { text, answered: now(), silence });
    return { text, silent: silence >= leaseExpiry };
  };
}
