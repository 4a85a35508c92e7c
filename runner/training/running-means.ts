import type { AveragedNumber, MeanState } from '../contract/averages.ts';

/** A capture's place in the order of rows. */
export interface Turn {
  /** Averages what the capture gives with what came before, once all captures before it did so. */
  average(found: Readonly<Record<string, AveragedNumber>>): Promise<Record<string, number>>;
  /** Says that the capture has averaged all that it will; called at the end in any case, also of one that failed. */
  done(): void;
}

/** Numbers that are averaged over the rows of a training, in the order of the rows, whatever order they are estimated in. */
export interface RunningMeans {
  /** The turn of the next row, after `iteration` updates. */
  turn(iteration: number): Turn;
  /** Where they stand after all turns so far. */
  state(): Promise<MeanState>;
}

/**
 * Exponential averages over iterations: after k more updates the mean m becomes w^k m + (1 - w^k) x, with w the weight of the past;
 * the first row is taken as it is. So a probe that looks less often gives nearly the same means.
 * @param earlier where they stood after the rows that are there already
 */
export function createRunningMeans(earlier: MeanState = {}): RunningMeans {
  let latest: Promise<MeanState> = Promise.resolve(earlier);
  return {
    turn(iteration) {
      const before = latest;
      let finish: (state: MeanState) => void;
      latest = new Promise((resolve) => {
        finish = resolve;
      });
      return {
        async average(found) {
          const state = await before;
          const means = Object.entries(found).map(([name, number]) => {
            const known = state[name];
            return [name, known ? averaged(number, known, iteration) : number.value] as const;
          });
          const fresh = means.map(([name, value]) => [name, { iteration, value }] as const);
          finish({ ...state, ...Object.fromEntries(fresh) });
          return Object.fromEntries(means);
        },
        done() {
          before.then(finish);
        },
      };
    },
    state: () => latest,
  };
}

function averaged(
  { value, weight }: AveragedNumber,
  known: { readonly iteration: number; readonly value: number },
  iteration: number,
): number {
  const past = weight ** (iteration - known.iteration);
  return past * known.value + (1 - past) * value;
}
