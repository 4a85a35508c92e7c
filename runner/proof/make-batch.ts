import type { NetworkPlan } from '../../src/plan/plan.ts';
import { classesOf } from '../../src/plan/trained-here.ts';
import type { Batch } from '../contract/engine.ts';
import { randomStream } from '../random/stream.ts';

/**
 * `noise`: no two numbers alike, in [0, 1). `half-blank`: every second image blank, the others but for a frame in the
 * middle. `ties`: halves between -1 and 1, zeros among them, so that most windows hold the same number twice.
 */
export type Texture = 'noise' | 'half-blank' | 'ties';

/** A mini-batch for a network, from random numbers that depend on seed and texture alone. */
export function makeBatch(
  network: NetworkPlan,
  samples: number,
  seed: number,
  texture: Texture = 'noise',
): Batch {
  const features = network.input.reduce((product, length) => product * length, 1);
  const stream = randomStream(seed, 'test batch', texture);
  const draw = texture === 'ties' ? () => stream.integer(5) / 2 - 1 : () => stream.next();
  const inputs = Float32Array.from({ length: samples * features }, draw);
  if (texture === 'half-blank') {
    const [, height = 1, width = features] = network.input;
    inputs.forEach((_, at) => {
      const row = Math.floor((at % (height * width)) / width);
      const blank = Math.floor(at / features) % 2 === 1 || row < height / 4 || row > (3 * height) / 4;
      if (blank) inputs[at] = 0;
    });
  }
  const { targets } = network;
  if (targets !== undefined) {
    const values = Float32Array.from({ length: samples * targets }, () => 2 * stream.next() - 1);
    return { samples, inputs, labels: new Int32Array(), targets: values };
  }
  const classes = classesOf(network);
  const labels = Int32Array.from({ length: samples }, () => stream.integer(classes));
  return { samples, inputs, labels };
}
