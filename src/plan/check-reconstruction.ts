import { type Diagnostic, problem } from '../diagnostic/diagnostic.ts';
import { valueAt } from '../document/tree.ts';
import type { EntrySpec } from '../spec/spec.ts';
import { showValue } from '../spec/wording.ts';
import type { ResolvedProbe } from './resolved.ts';

/** An estimator of I(T;X') reads a probe of an autoencoder that lists its last layer, whose output is X'. */
export function checkReconstruction(spec: EntrySpec, probe: ResolvedProbe | null): Diagnostic[] {
  const model = probe?.model;
  if (spec.params?.quantity !== "I(T;X')" || !probe?.layers || !model?.sound) return [];
  const complain = (code: 'port-mismatch' | 'layer-unknown', message: string, hint: string) => {
    const origin = valueAt(spec.tree, 'quantity')?.origin ?? spec.key;
    return [problem(code, origin, `${spec.path}.quantity`, message, hint)];
  };
  if (model.sound.training.target !== 'input') {
    const message = `I(T;X') is of an autoencoder, and ${showValue(model.name)} does not give its input again`;
    return complain('port-mismatch', message, 'train with `loss: mse` and `target: input`');
  }
  const last = model.layerNames?.at(-1);
  if (last === undefined || probe.layers.includes(last)) return [];
  const message = `I(T;X') needs the reconstruction X', the output of ${showValue(last)}, and probe ${showValue(probe.name)} does not look at it`;
  return complain('layer-unknown', message, `add ${showValue(last)} to the layers of the probe`);
}
