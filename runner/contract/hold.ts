/** A lease as those see it who write for its owner. */
export interface Hold {
  /** Aborted when another worker took it, having seen no sign of life from this one. */
  readonly lost: AbortSignal;
  /**
   * Looks whether it is still this worker's, and aborts `lost` where it is not: one that was stopped for long wakes up with all that it
   * was about to write. False too where that cannot be seen now.
   * @param age milliseconds that a look may be old; a new one is taken where there is none
   */
  holds(age?: number): Promise<boolean>;
}
