/** Lets at most so many jobs in at a time, in the order in which they come. */
export interface Entrance {
  /** Waits for a place, behind those who came before, and takes it. */
  enter(): Promise<void>;
  /** Gives a place back; who has waited longest gets it. */
  leave(): void;
  /** Waits until there is a free place. */
  ready(): Promise<void>;
  /** Waits until nobody is inside or waits. */
  idle(): Promise<void>;
}

/** @param places jobs that may be inside at once */
export function createEntrance(places: number): Entrance {
  let inside = 0;
  const waiting: (() => void)[] = [];
  let watchers: (() => void)[] = [];
  const changed = () => new Promise<void>((resolve) => watchers.push(resolve));
  return {
    async enter() {
      if (inside < places) inside++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else inside--;
      const told = watchers;
      watchers = [];
      for (const tell of told) tell();
    },
    async ready() {
      while (inside >= places) await changed();
    },
    async idle() {
      while (inside > 0) await changed();
    },
  };
}
