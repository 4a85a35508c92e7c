/**
 * Lets everything else in this process have its turn: signals, checkpoints that are being written, heartbeats, answers of
 * workers. An engine in plain JavaScript never waits for anything, so that without it a training would hold them all up.
 */
export function eventsFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
