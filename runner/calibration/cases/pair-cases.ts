import type { Capture } from '../../contract/capture.ts';
import { times } from '../known-answers.ts';

/** Two maps and a target whose shared information is known. */
export interface PairCase {
  readonly about: string;
  readonly capture: Capture;
  /** Bits. */
  readonly answer: number;
  readonly source: string;
}

/** The exclusive or is all synergy, a copy all redundancy: upper and lower bound are the same, and orders do not matter. @param samples a multiple of 4 */
export function pairCases(of: 'synergy' | 'redundancy', samples: number): PairCase[] {
  const states = times(samples, (i) => [i % 2, (i >> 1) % 2] as const);
  const source = 'truth table';
  const synergy = of === 'synergy' ? 1 : 0;
  return [
    {
      about: 'two fair bits, and their exclusive or as X and Y',
      capture: captureOf(states, ([a, b]) => a ^ b),
      answer: synergy,
      source,
    },
    {
      about: 'a fair bit twice, and the same as X and Y',
      capture: captureOf(
        states.map(([a]) => [a, a]),
        ([a]) => a,
      ),
      answer: 1 - synergy,
      source,
    },
  ];
}

type State = readonly [number, number];

/** The two bits as two maps of one number each. */
function captureOf(states: readonly State[], target: (state: State) => number): Capture {
  const targets = states.map(target);
  return {
    iteration: 0,
    samples: states.length,
    classes: 2,
    inputs: Float32Array.from(targets),
    labels: Int32Array.from(targets),
    layers: [{ index: 0, channels: 2, features: 1, values: Float32Array.from(states.flat()) }],
    lossError: new Float32Array(),
  };
}
