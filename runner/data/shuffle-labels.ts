import type { Transform } from '../../src/node/data-parameters.ts';
import { isShuffle } from '../../src/plan/resolve/transform-shape.ts';
import { randomStream } from '../random/stream.ts';

/**
 * Permutes the labels of round(fraction n) randomly chosen samples among them, so that class frequencies stay; some
 * samples may get a label of their own class again. Streams: (seed, 'labels', number of the shuffle).
 * @param labels are left as they are
 */
export function shuffleLabels(labels: Int32Array, transforms: readonly Transform[]): Int32Array {
  const shuffled = labels.slice();
  transforms.filter(isShuffle).forEach(({ 'shuffle-labels': { fraction = 1, seed = 1 } }, number) => {
    const stream = randomStream(seed, 'labels', number);
    const count = Math.round(fraction * labels.length);
    const chosen = stream.permutation(labels.length).subarray(0, count);
    const before = Int32Array.from(chosen, (index) => shuffled[index]!);
    stream.permutation(count).forEach((from, place) => {
      shuffled[chosen[place]!] = before[from]!;
    });
  });
  return shuffled;
}
