import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, StepResult, Taps, TrainingSettings } from '../../runner/contract/engine.ts';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import type { NetworkCase } from '../../runner/proof/network-case.ts';
import { perturbedWeights } from '../../runner/proof/network-case.ts';
import { gradientCases, optimizers } from './support/gradient-cases.ts';

// What is looked at decides nothing: neither how a network is trained, nor what else is seen of it.

const samples = 6;

const engines: Record<string, () => Promise<Engine>> = {
  'onnx/cpu': () => openOnnxEngine(),
  'onnx/cpu, plain lowering': () => openOnnxEngine({ lowering: 'plain' }),
  'tfjs/cpu': () => openTfjsEngine(),
};

const hex = (values: Float32Array) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');

/** The bytes of everything that a step gives, by name. */
function seen({ tensors }: StepResult): [string, string][] {
  if (!tensors) return [];
  const { activations, errors, products, lossError } = tensors;
  return [
    ...[...activations].map(([layer, values]): [string, string] => [`T ${layer}`, hex(values)]),
    ...[...errors].map(([layer, values]): [string, string] => [`d ${layer}`, hex(values)]),
    ...[...products].map(([layer, { values }]): [string, string] => [`products ${layer}`, hex(values)]),
    ...[...products].flatMap(([layer, { reserve }]): [string, string][] =>
      // the same bytes as the tensor's
      reserve.length > 0 ? [[`T ${layer}`, hex(reserve)]] : [],
    ),
    ...(lossError.length > 0 ? [['dL', hex(lossError)] as [string, string]] : []),
  ];
}

/** Three updates and a look at a further batch in both modes: the weights, and what was seen at each step. */
async function train(engine: Engine, { input, entries, training = {} }: NetworkCase, taps: Taps | null) {
  const network = chainLayers(input, entries);
  const settings: TrainingSettings = { optimizer: 'sgd', momentum: 0, batchSize: samples, ...training };
  const session = await engine.open(network, {
    training: settings,
    taps: taps ?? { activations: [], errors: [] },
    initial: perturbedWeights(network, 3),
    seed: 5,
  });
  const steps: [string, string][][] = [];
  for (const seed of [1, 2, 3]) {
    steps.push(seen(await session.update(makeBatch(network, samples, seed), 0.2, taps !== null)));
  }
  for (const mode of ['training', 'evaluation'] as const)
    steps.push(seen(await session.observe(makeBatch(network, samples, 4), taps !== null, mode)));
  const weights = (await session.weights()).map((record) => Object.values(record).map(hex));
  const state = [...(await session.state()).tensors].map(([name, { values }]) => [name, hex(values)]);
  await session.close();
  return { weights, state, steps };
}

const cases = {
  ...gradientCases,
  ...Object.fromEntries(
    Object.entries(optimizers).map(([name, training]): [string, NetworkCase] => [
      name,
      { ...gradientCases['conv, pool, dense']!, training },
    ]),
  ),
};

for (const [name, open] of Object.entries(engines)) {
  describe(name, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    it.each(Object.entries(cases))('%s', async (_, network) => {
      const layers = network.entries.map((__, index) => index);
      const products = layers.map((layer) => ({ layer, longest: layer % 2 === 0 ? 0 : 1e9 }));
      const none = await train(engine, network, null);
      const all = await train(engine, network, { activations: layers, errors: layers, products });
      const everything = all.steps.map((step) => new Map(step));
      const last = layers.length - 1;
      const some: Taps[] = [
        { activations: [0], errors: [] },
        { activations: [last], errors: [0] },
        { activations: [], errors: [last], products: [{ layer: 0, longest: 0 }] },
        { activations: [], errors: [], products },
        {
          activations: layers.filter((layer) => layer % 2 === 1),
          errors: layers.filter((layer) => layer % 2 === 0),
        },
      ];
      for (const taps of some) {
        const { weights, state, steps } = await train(engine, network, taps);
        expect(weights).toEqual(none.weights);
        expect(state).toEqual(none.state);
        for (const [at, step] of steps.entries()) {
          expect(step.length).toBeGreaterThan(0);
          for (const [what, bytes] of step)
            expect(bytes === everything[at]!.get(what), `${what} of step ${at}`).toBe(true);
        }
      }
      expect(all.weights).toEqual(none.weights);
    });
  });
}
