import type { Batch } from '../../../runner/contract/engine.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';

/** `noise`: no two pixels alike. `half-blank`: every second image blank, the others but for a frame in the middle. */
export type Texture = 'noise' | 'half-blank';

export function makeBatch(
  network: NetworkPlan,
  samples: number,
  seed: number,
  texture: Texture = 'noise',
): Batch {
  const features = network.input.reduce((product, length) => product * length, 1);
  const stream = randomStream(seed, 'test batch', texture);
  const inputs = Float32Array.from({ length: samples * features }, () => stream.next());
  if (texture === 'half-blank') {
    const [, height = 1, width = features] = network.input;
    inputs.forEach((_, at) => {
      const row = Math.floor((at % (height * width)) / width);
      const blank = Math.floor(at / features) % 2 === 1 || row < height / 4 || row > (3 * height) / 4;
      if (blank) inputs[at] = 0;
    });
  }
  const labels = Int32Array.from({ length: samples }, () => stream.integer(network.classes));
  return { samples, inputs, labels };
}

export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= most)) most = difference;
  }
  return most;
}
