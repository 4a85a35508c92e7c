import { lossParts } from '../../../src/plan/losses.ts';
import type { NetworkPlan } from '../../../src/plan/plan.ts';
import type { LossSignals, StepResult, Tensors } from '../../contract/engine.ts';
import type { StepTaps } from './long-samples.ts';
import type { TensorMap } from './onnx-runtime.ts';
import { stepNames } from './step-names.ts';

/**
 * Reads what a step put out.
 * @param taps what was tapped; null where nothing was
 */
export function readStep(network: NetworkPlan, fetched: TensorMap, taps: StepTaps | null): StepResult {
  const floats = (name: string) => fetched[name]!.data as Float32Array;
  const score = (_: unknown, loss: number) => ({
    loss: floats(stepNames.loss(loss))[0]!,
    correct: fetched[stepNames.correct(loss)] ? floats(stepNames.correct(loss))[0]! : null,
  });
  const [main, ...heads] = lossParts(network).map(score);
  return {
    ...main!,
    ...(heads.length > 0 ? { heads } : {}),
    tensors: taps && tensorsOf(taps, floats),
  };
}

/** @param floats reads an output of the graph */
function tensorsOf(taps: StepTaps, floats: (name: string) => Float32Array): Tensors {
  const { activations, errors, ofLosses, products = [] } = taps;
  const signals = (loss: number | null, layers: readonly number[]): LossSignals => ({
    errors: new Map(layers.map((layer) => [layer, floats(stepNames.error(layer, loss))])),
    lossError: layers.length > 0 ? floats(stepNames.lossError(loss)) : new Float32Array(0),
  });
  return {
    activations: new Map(activations.map((layer) => [layer, floats(stepNames.activation(layer))])),
    products: new Map(
      products.map(({ layer, longest }) => {
        const reserve = longest === null ? new Float32Array(0) : floats(stepNames.reserve(layer));
        return [layer, { values: floats(stepNames.products(layer)), reserve }];
      }),
    ),
    ...signals(null, errors),
    ...(ofLosses
      ? { ofLosses: new Map(ofLosses.map(({ loss, layers }) => [loss, signals(loss, layers)])) }
      : {}),
  };
}

/** All arrays of tensors. */
export function* arraysOf({ activations, products, ofLosses, ...main }: Tensors): Generator<Float32Array> {
  yield* activations.values();
  for (const { values, reserve } of products.values()) yield* [values, reserve];
  for (const { errors, lossError } of [main, ...(ofLosses?.values() ?? [])])
    yield* [...errors.values(), lossError];
}
