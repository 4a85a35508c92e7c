import type { Capture } from './capture.ts';

/** Keeps what probes see while a training runs, so that an estimator that is added later needs no training. */
export interface Keeping {
  /** Whether the captures of a probe (by index) are kept. */
  keeps(probe: number): boolean;
  /**
   * Takes a capture, those of a probe in the order of its rows; resolves when there is room for the next one. Its arrays are
   * written by another thread: those in shared memory are not copied and must stay as they are.
   */
  add(probe: number, capture: Capture): Promise<void>;
  /**
   * The captures of a probe before the checkpoint that the training goes on from; read before any is added.
   * @throws CapturesLost when they are damaged
   */
  before(probe: number): AsyncIterable<Capture>;
}

/** Where no captures are kept. */
export const nothingKept: Keeping = {
  keeps: () => false,
  add: async () => {},
  async *before() {},
};
