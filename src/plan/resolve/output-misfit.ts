import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec, LayerSpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject } from '../json.ts';
import type { DatasetPlan, LayerPlan, Shape } from '../plan.ts';
import { causeOf } from './cause-of.ts';

/**
 * Why a loss cannot be taken of a layer; null where it can.
 * @param spec the last layer of a list of the study, which is `layer` in the plan
 */
export function outputMisfit(
  model: EntrySpec,
  spec: LayerSpec,
  layer: LayerPlan,
  dataset: DatasetPlan,
): Diagnostic | null {
  const { classes, targets, name } = dataset;
  const training = isJsonObject(model.params?.training) ? model.params.training : {};
  const squared = training.loss === 'mse';
  if (squared && training.target === 'input') return inputMisfit(spec, layer, dataset);
  if (targets !== undefined) return valuesMisfit(model, spec, layer, dataset, squared);
  const loss = squared ? 'squared error' : 'cross-entropy';
  const hint = `end with \`{ dense: out, units: ${classes} }\`: the ${loss} is computed from its ${classes} outputs`;
  const complain = (key: string, message: string) => {
    const origin = valueAt(spec.tree, key)?.origin ?? spec.origin;
    return problem('layer-misfit', origin, spec.path, message, hint);
  };
  if (layer.kind !== 'dense') return complain(layer.kind, `the last layer must be dense, not ${layer.kind}`);
  if (layer.output[0] !== classes) {
    return complain(
      'units',
      `the last layer has ${layer.output[0]} units, ${showValue(name)} has ${classes} classes`,
    );
  }
  if (!squared && layer.params.activation !== 'linear') {
    return complain('activation', 'the last layer must be linear');
  }
  return null;
}

/** A network that gives real values ends with a dense layer of as many units as there are, and is trained with the squared error. */
function valuesMisfit(
  model: EntrySpec,
  spec: LayerSpec,
  layer: LayerPlan,
  { targets, name }: DatasetPlan,
  squared: boolean,
): Diagnostic | null {
  if (!squared) {
    const origin = at(model.tree, ['training', 'loss'])?.node.origin ?? model.key;
    const message = `the cross-entropy is of classes, and the Y of ${showValue(name)} is real-valued`;
    return problem('value-not-allowed', origin, `${model.path}.training.loss`, message, 'say `loss: mse`');
  }
  if (layer.kind === 'dense' && layer.output[0] === targets) return null;
  const origin = valueAt(spec.tree, layer.kind === 'dense' ? 'units' : layer.kind)?.origin ?? spec.origin;
  const message =
    layer.kind === 'dense'
      ? `the last layer has ${layer.output[0]} units, a Y of ${showValue(name)} has ${targets}`
      : `the last layer must be dense, not ${layer.kind}`;
  return problem(
    'layer-misfit',
    origin,
    spec.path,
    message,
    `end with \`{ dense: out, units: ${targets} }\``,
  );
}

/** A network that reproduces its input gives as many values as the input has. */
function inputMisfit(spec: LayerSpec, layer: LayerPlan, dataset: DatasetPlan): Diagnostic | null {
  const { shape, name } = dataset;
  const numbers = (lengths: Shape) => lengths.reduce((product, length) => product * length, 1);
  const alike = layer.output.length === 1 || layer.output.join() === shape.join();
  if (alike && numbers(layer.output) === numbers(shape)) return null;
  const message = `the last layer gives ${layer.output.join(' x ')} values, the inputs of ${showValue(name)} are ${shape.join(' x ')}`;
  const hint = `with \`target: input\` the last layer must reproduce the input: ${shape.join(' x ')}, or a vector of ${numbers(shape)}`;
  return problem('layer-misfit', causeOf(spec), spec.path, message, hint);
}
