import type { Batch } from '../../../runner/engines/engine.ts';
import { layerKinds } from '../../../runner/layers/index.ts';
import { randomStream } from '../../../runner/random/stream.ts';
import type { JsonObject, LayerPlan, NetworkPlan, Shape } from '../../../src/plan/plan.ts';

const defaults: Record<string, JsonObject> = {
  conv: { stride: 1, padding: 'valid', activation: 'linear', initializer: 'glorot-uniform' },
  pool: { padding: 'valid', mode: 'max' },
  dense: { activation: 'linear', initializer: 'glorot-uniform' },
};

/** A network plan of layers such as `['conv', { filters: 2, kernel: 3 }]`, shaped by the layers' own rules. */
export function makeNetwork(input: Shape, list: readonly (readonly [string, JsonObject])[]): NetworkPlan {
  let shape = input;
  const layers = list.map(([kind, given], index): LayerPlan => {
    const params = { ...defaults[kind], ...given };
    const result = layerKinds.get(kind)!.shape(params as never, shape);
    if ('misfit' in result) throw new Error(`layer ${index}: ${result.misfit}`);
    const { output, weights, multiplyAdds } = result;
    const plan = { name: `${kind}${index}`, kind, params, input: shape, output, weights, multiplyAdds };
    shape = output;
    return plan;
  });
  return { input, classes: shape[0]!, layers };
}

/** LeNet-5 on images of 28 x 28, with the given activation. */
export function lenet5(activation: string): NetworkPlan {
  return makeNetwork(
    [1, 28, 28],
    [
      ['conv', { filters: 6, kernel: 5, activation }],
      ['pool', { size: 2 }],
      ['conv', { filters: 16, kernel: 5, activation }],
      ['pool', { size: 2 }],
      ['dense', { units: 120, activation }],
      ['dense', { units: 84, activation }],
      ['dense', { units: 10 }],
    ],
  );
}

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
  const labels = Uint8Array.from({ length: samples }, () => stream.integer(network.classes));
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
