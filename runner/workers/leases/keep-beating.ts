import { beatInterval, type Leases } from './leases.ts';

/**
 * Gives signs of life until `signal` is aborted. The pauses differ, so that many workers which begin together do not write
 * at the same moment for ever.
 * @param sleep resolves after some milliseconds, earlier when `signal` is aborted
 * @param failed told of a sign that could not be given; the next one may be
 */
export async function keepBeating(
  leases: readonly Leases[],
  {
    signal,
    sleep,
    random,
    failed,
  }: {
    readonly signal: AbortSignal;
    readonly sleep: (milliseconds: number) => Promise<void>;
    readonly random: () => number;
    readonly failed: (cause: unknown) => void;
  },
): Promise<void> {
  for (;;) {
    await sleep(beatInterval * (0.75 + 0.25 * random()));
    if (signal.aborted) return;
    for (const one of leases) await one.beat().catch(failed);
  }
}
