/** A clock that goes as fast as the machine can: it jumps to the next thing that is waited for. */
export interface VirtualTime {
  /** Milliseconds. */
  now(): number;
  /** Resolves when the clock has gone on by so many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** Lets time go by until the promise is settled. @throws Error when nothing is waited for any more */
  runUntil<T>(promise: Promise<T>): Promise<T>;
}

interface Moment {
  readonly at: number;
  /** Of those that are due together, who asked first is first. */
  readonly order: number;
  readonly resolve: () => void;
}

/** A clock that stands at 0. What waits for nothing but it happens in one order, so that a run can be repeated. */
export function createVirtualTime(): VirtualTime {
  const heap: Moment[] = [];
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    sleep: (milliseconds) =>
      new Promise((resolve) => push(heap, { at: now + Math.max(0, milliseconds), order: order++, resolve })),
    async runUntil(promise) {
      let settled = false;
      const note = () => {
        settled = true;
      };
      promise.then(note, note);
      for (;;) {
        // all that can be done without waiting is done before time goes on
        await new Promise(setImmediate);
        if (settled) return promise;
        const next = pop(heap);
        if (!next) throw new Error('everybody waits for something that nobody does');
        now = next.at;
        next.resolve();
      }
    },
  };
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Moment[], moment: Moment): void {
  let place = heap.length;
  heap.push(moment);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isBefore(moment, heap[parent]!)) break;
    heap[place] = heap[parent]!;
    place = parent;
  }
  heap[place] = moment;
}

function pop(heap: Moment[]): Moment | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = last;
  return first;
}
