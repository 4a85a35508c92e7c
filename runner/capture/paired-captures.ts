import { RunError } from '../../src/node/run-error.ts';
import type { Capture } from '../contract/capture.ts';

/** The captures of one of two trainings that are compared. */
export interface ComparedSide {
  /** Id of the stage, for messages. */
  readonly id: string;
  /** In the order of their rows. */
  readonly captures: AsyncIterable<Capture>;
  /** An iteration in what both sides count: epochs, or iterations where these are not known. */
  readonly momentOf: (iteration: number) => number;
  /** How far a row may lie from the moment that it stands for. */
  readonly apart: number;
}

/** Of the greatest number: what half precision leaves of a recorded X. */
const roundOff = 1e-3;

/**
 * The captures of two trainings at the same moments, each with that of the other one beside it (`other`). A row that the other
 * training does not have, since it diverged or ended early, is left out.
 * @throws RunError when the two are not of the same samples
 */
export async function* pairedCaptures(own: ComparedSide, other: ComparedSide): AsyncGenerator<Capture, void> {
  const [mine, theirs] = [own, other].map((side) => side.captures[Symbol.asyncIterator]());
  const apart = own.apart + other.apart + 1e-9;
  try {
    let [a, b] = [await mine!.next(), await theirs!.next()];
    let first = true;
    while (!a.done && !b.done) {
      const ahead = own.momentOf(a.value.iteration) - other.momentOf(b.value.iteration);
      if (ahead > apart) b = await theirs!.next();
      else if (ahead < -apart) a = await mine!.next();
      else {
        // a fixed sample is the same in every row
        if (first) requireSameSamples(a.value, b.value, own.id, other.id);
        first = false;
        yield { ...a.value, other: b.value };
        [a, b] = [await mine!.next(), await theirs!.next()];
      }
    }
  } finally {
    await mine!.return?.();
    await theirs!.return?.();
  }
}

function requireSameSamples(own: Capture, other: Capture, first: string, second: string): void {
  const [a, b] = [own.inputs, other.inputs];
  let greatest = 0;
  for (const value of a) greatest = Math.max(greatest, Math.abs(value));
  const same =
    own.samples === other.samples &&
    a.length === b.length &&
    a.every((value, at) => Math.abs(value - b[at]!) <= roundOff * greatest) &&
    (own.labels.length !== other.labels.length ||
      own.labels.every((label, at) => label === other.labels[at]));
  if (same) return;
  throw new RunError(
    `the captures of ${first} and ${second} are not of the same samples: their X or Y differ`,
    {
      hint: 'compare networks that looked at the same samples in the same order: one `sample` for both, or one recorded with `sample=`',
    },
  );
}
