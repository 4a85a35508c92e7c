import type { RenyiSettings } from '../../estimation/renyi/renyi-settings.ts';
import { exact, times } from '../known-answers.ts';
import { renyiEntropy } from './renyi-entropy.ts';

/** Samples of known effective rank. */
export interface RankCase {
  readonly about: string;
  readonly rows: readonly (readonly number[])[];
  /** Width of a Gaussian kernel. */
  readonly width: number;
  readonly states: number;
  readonly tolerance: number;
}

const parts = [50, 30, 20];

/** Directions or places in the proportion 50 : 30 : 20, and two samples that are half alike, by the kernel. */
export function rankCases(
  kernel: RenyiSettings['kernel'],
  alike: (width: number) => number,
  width: number,
): RankCase[] {
  const lengths = kernel === 'linear' ? [1, 2, 3] : [1, 1, 1];
  const weights = parts.map((part, at) => part * lengths[at]! ** 2);
  const rows = parts.flatMap((part, at) =>
    times(part, (i) => axis(at, kernel === 'cosine' ? 1 + i : lengths[at]!)),
  );
  const q = kernel === 'cosine' || kernel === 'linear' ? 0.5 : alike(1);
  const pair =
    kernel === 'cosine' || kernel === 'linear'
      ? [
          [1, 0],
          [0.5, Math.sqrt(0.75)],
        ]
      : [[0], [1]];
  return [
    {
      about: 'three directions in the proportion 50 : 30 : 20',
      rows,
      width,
      states: 2 ** renyiEntropy(weights, 1),
      tolerance: 1e-6,
    },
    {
      about: `two samples, alike by ${Number(q.toPrecision(3))}`,
      rows: pair,
      width: 1,
      states: 2 ** renyiEntropy([1 + q, 1 - q], 1),
      tolerance: 1e-6,
    },
    {
      about: 'ten samples that are all the same',
      rows: times(10, () => [1, 2, 3]),
      width: 1,
      states: 1,
      tolerance: exact,
    },
  ];
}

function axis(at: number, length: number): number[] {
  return times(3, (i) => (i === at ? length : 0));
}
