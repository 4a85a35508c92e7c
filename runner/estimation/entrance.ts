/** Lets at most so many jobs in at a time, in the order in which they come. */
export interface Entrance {
  /** Waits for a place, behind those who came before, and takes it. */
  enter(): Promise<void>;
  /** Gives a place back; who has waited longest gets it. */
  leave(): void;
  /** Whether there is a free place. */
  free(): boolean;
  /** Waits until there is a free place. */
  ready(): Promise<void>;
  /** Waits until nobody is inside or waits. */
  idle(): Promise<void>;
  /** Makes more places. */
  widen(places: number): void;
}

/** @param first jobs that may be inside at once */
export function createEntrance(first: number): Entrance {
  let places = first;
  let inside = 0;
  const waiting: (() => void)[] = [];
  let watchers: (() => void)[] = [];
  const changed = () => new Promise<void>((resolve) => watchers.push(resolve));
  function tell(): void {
    const told = watchers;
    watchers = [];
    for (const one of told) one();
  }
  return {
    async enter() {
      if (inside < places) inside++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else inside--;
      tell();
    },
    free: () => inside < places,
    async ready() {
      while (inside >= places) await changed();
    },
    async idle() {
      while (inside > 0) await changed();
    },
    widen(more) {
      places += more;
      for (; inside < places && waiting.length > 0; inside++) waiting.shift()!();
      tell();
    },
  };
}
