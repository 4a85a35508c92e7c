import type { NetworkPlan, Shape } from '../../src/plan/plan.ts';
import type { Engine, EngineName, TrainingSettings } from '../contract/engine.ts';
import type { LayerKind } from '../contract/layer.ts';
import { engineTable } from '../engines/engine-table.ts';
import { type LayerForward, openLayerForward } from '../engines/tfjs/layer-forward.ts';
import { layerKinds } from '../layers/index.ts';
import { coarsely, exactly } from './differences.ts';
import { checkGradients, checkSignals } from './gradient-check.ts';
import { needSame, train } from './history.ts';
import { type LayerCase, type LayerNetwork, layerNetwork } from './layer-network.ts';
import { makeBatch } from './make-batch.ts';
import { modesOf } from './network-case.ts';
import type { Subject } from './pass.ts';
import { need, type Property } from './property.ts';

/** Engines that layers can be tried on: TensorFlow.js has one backend at a time, and derivatives need that of the CPU. */
export type TriedEngine = Exclude<EngineName, 'tfjs/webgpu' | 'tfjs/cuda'>;

export interface LayerSettings {
  /** Engines that are held against tfjs/cpu and against derivatives; `onnx/cpu` and `tfjs/cpu` when left out. */
  readonly engines?: readonly TriedEngine[];
  /** What the kind computes, in float64 and by other code than its own; its TensorFlow.js forward pass when left out. */
  readonly forward?: LayerForward;
}

const seed = 3;
const samples = 4;
const steps = 4;

/**
 * What a layer kind must have, by name, for each case: a shape rule that is right, the same results on all engines (on inputs
 * with ties too, over several updates, the last mini-batch short), and on each engine the gradients that differences of its
 * forward pass give, in every mode. Each case is tried on an input that is one longer too, where the kind takes it.
 *
 * Differences of the TensorFlow.js forward pass, in float32, see a gradient that is off by 2e-3 of its largest number; those of
 * a `forward` in float64 see 6e-6, and hold the layer's output against it too.
 * @example
 * for (const { name, run } of layerProperties(scale, [{ name: 'maps', params: { start: 'ones' }, input: [2, 4, 4] }]))
 *   test(name, run);
 */
export function layerProperties<Params>(
  layer: LayerKind<Params>,
  cases: readonly LayerCase[],
  { engines = ['onnx/cpu', 'tfjs/cpu'], forward }: LayerSettings = {},
): readonly Property[] {
  const own = layer as LayerKind;
  const kinds = new Map(layerKinds).set(own.kind, own);
  return cases.flatMap((given) =>
    [given, ...longer(given, own)].flatMap((each) => {
      const named = (what: string, run: Property['run']): Property => ({
        name: `${own.kind}, ${each.name}: ${what}`,
        run,
      });
      return [
        named('its shape', async () => checkShape(own, each)),
        ...engines.flatMap((engine) => [
          ...(engine === 'tfjs/cpu' ? [] : (['noise', 'ties'] as const)).map((texture) =>
            named(`${engine} agrees with tfjs/cpu, ${texture}`, () =>
              checkAgreement(layerNetwork(each, own.kind, kinds), kinds, engine, texture),
            ),
          ),
          named(`gradients on ${engine}`, () =>
            checkDerivatives(layerNetwork(each, own.kind, kinds), kinds, engine, forward),
          ),
        ]),
      ];
    }),
  );
}

/** The case on an input that is one longer, so that sizes are odd as well as even. */
function longer(given: LayerCase, layer: LayerKind): LayerCase[] {
  if (given.block) return [];
  const input = given.input.map((length, axis) =>
    axis === 1 || given.input.length === 1 ? length + 1 : length,
  );
  if ('misfit' in shapeOf(layer, { ...given, input })) return [];
  return [{ ...given, input, name: `${given.name}, one longer` }];
}

function shapeOf(layer: LayerKind, { params, input, block }: LayerCase) {
  return layer.shape(params as never, input, ...(block ? [block] : []));
}

function checkShape(layer: LayerKind, given: LayerCase): void {
  const fitted = shapeOf(layer, given);
  if ('misfit' in fitted) throw new Error(`it does not fit: ${fitted.misfit}`);
  const isShape = (shape: Shape) =>
    shape.length > 0 && shape.every((one) => Number.isInteger(one) && one > 0);
  need([1, 3].includes(fitted.output.length) && isShape(fitted.output), `no shape: ${fitted.output}`);
  for (const { name, shape } of fitted.weights)
    need(isShape(shape), `its weight ${name} has no shape: ${shape}`);
  need(fitted.multiplyAdds >= 0, `it has ${fitted.multiplyAdds} multiply-adds`);
  const again = shapeOf(layer, given);
  need(
    JSON.stringify(again) === JSON.stringify(fitted),
    'its shape rule gives another answer the second time',
  );
}

async function checkAgreement(
  { network, weights, at }: LayerNetwork,
  kinds: ReadonlyMap<string, LayerKind>,
  engine: EngineName,
  texture: 'noise' | 'ties',
): Promise<void> {
  const batches = Array.from({ length: steps }, (_, i) =>
    makeBatch(network, i === steps - 1 ? samples - 1 : samples, i, texture),
  );
  const settings = { initial: weights, seed };
  const oracle = await onEngine('tfjs/cpu', kinds, (open) => train(open, network, batches, settings));
  const found = await onEngine(engine, kinds, (open) => train(open, network, batches, settings));
  const output = found.steps[0]!.tensors!.activations.get(at)!;
  need(output.length === samples * sizeOf(network, at), `T has ${output.length} numbers on ${engine}`);
  needSame(found, oracle);
}

function sizeOf({ layers }: NetworkPlan, at: number): number {
  return layers[at]!.output.reduce((product, length) => product * length, 1);
}

async function checkDerivatives(
  { network, weights, at }: LayerNetwork,
  kinds: ReadonlyMap<string, LayerKind>,
  engine: EngineName,
  forward: LayerForward | undefined,
): Promise<void> {
  const { name } = network.layers[at]!;
  const training: TrainingSettings = { optimizer: 'sgd', momentum: 0, batchSize: samples };
  const subject: Subject = {
    network,
    kinds,
    weights,
    batch: makeBatch(network, samples, 1),
    training,
    seed,
    forward: forward ?? (await openLayerForward(kinds)),
    differences: forward ? exactly : coarsely,
    judges: (layer) => layer.name === name,
  };
  await onEngine(engine, kinds, async (open) => {
    for (const mode of modesOf(network, kinds)) await checkSignals(open, subject, mode);
    await checkGradients(open, subject);
  });
}

async function onEngine<T>(
  name: EngineName,
  layers: ReadonlyMap<string, LayerKind>,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const entry = engineTable.find((one) => one.name === name);
  if (!entry) throw new Error(`no engine is called ${name}`);
  const engine = await entry.open({ layers });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
