import { findNvidia, type Surroundings, thisMachine } from './adapter.ts';

/** The oldest driver that a version of CUDA takes, by its leading number. */
const oldest = { 12: 525, 13: 580 } as const;

/**
 * What makes CUDA impossible here, in words; null where nothing is known to.
 * @param cuda its version, which the libraries are made for
 */
export function cudaObstacle(cuda: keyof typeof oldest, around: Surroundings = thisMachine): string | null {
  if (!findNvidia(around)) return 'no NVIDIA GPU was found';
  const [, driver] = /Module.*?\s(\d{3,})\.\d/.exec(around.read('/proc/driver/nvidia/version')) ?? [];
  if (driver === undefined || Number(driver) >= oldest[cuda]) return null;
  return `the NVIDIA driver ${driver} is too old: CUDA ${cuda} needs ${oldest[cuda]} or later`;
}
