import type { SettingProblem } from '../../src/node/estimator-check.ts';
import { machineMemory, requireMemory } from '../../src/node/require-memory.ts';

/**
 * The most samples whose squared distances are taken at once: a WebAssembly module has 4 GiB, and takes 12 bytes a pair of
 * samples and up to 4,200 bytes a sample beside.
 */
export const mostByProducts = 18_500;

/** The most samples whose pairs fit into one array. */
export const mostByPairs = 65_535;

/** Bytes of a matrix of samples by samples. */
const bytesAPair = 8;

/** Bytes that are there wherever this runs: to ask the machine takes longer than to estimate a small layer. */
const alwaysThere = 2 ** 26;

/**
 * What an estimator that looks at all pairs has against so many samples, on any machine; `requireRoom` looks at what this one
 * has.
 */
export function tooManyPairs(samples: number, most: number): SettingProblem[] {
  if (samples <= most) return [];
  return [
    {
      setting: [],
      code: 'value-out-of-range',
      message: `${samples} samples are too many for an estimator that looks at all pairs of them`,
      hint: takeAtMost(most),
    },
  ];
}

/**
 * Refuses samples whose matrices this machine cannot hold, before anything of them is allocated.
 * @param matrices of samples by samples, float64, that are held at once
 * @param given bytes of memory; this machine's when left out
 * @throws RunError that says how many samples fit
 */
export function requireRoom(samples: number, matrices: number, given?: number): void {
  const bytes = bytesAPair * matrices * samples ** 2;
  if (given === undefined && bytes <= alwaysThere) return;
  const memory = given ?? machineMemory();
  const fitting = Math.floor(Math.sqrt(memory / (bytesAPair * matrices)));
  const what = `an estimate that holds ${matrices} numbers for each pair of ${samples} samples`;
  requireMemory({ what, bytes, hint: takeAtMost(fitting) }, memory);
}

function takeAtMost(samples: number): string {
  return `take a subset: ${samples} samples or fewer fit`;
}
