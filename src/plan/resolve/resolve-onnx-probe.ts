import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import type { DatasetPlan, NetworkPlan, OnnxPlan, ProbePlan, TrainingElsewhere } from '../plan.ts';
import type { At } from '../schedule.ts';
import { type Complain, pickMoments } from './pick-moments.ts';
import { tooManySamples } from './resolve-dataset.ts';
import { splitOf } from './token-split.ts';

/** A network from an ONNX file as its probes see it. */
export interface OnnxModel {
  readonly network: NetworkPlan;
  readonly dataset: DatasetPlan;
  readonly training: Pick<TrainingElsewhere, 'moments' | 'updatesPerEpoch'>;
  readonly onnx: Pick<OnnxPlan, 'batch'>;
}

/**
 * At which checkpoints a probe looks, and at which fixed samples; how at tokens.
 * @param layers places of the probe's layers
 */
export function resolveOnnxProbe(
  spec: EntrySpec,
  { network, dataset, training, onnx }: OnnxModel,
  layers: readonly number[],
  schedule: At | null,
): Pick<ProbePlan, 'rows' | 'sample' | 'split'> | { readonly diagnostics: readonly Diagnostic[] } {
  const complain: Complain = (code, setting, message, hint) => {
    const origin = (setting.length > 0 && at(spec.tree, setting)?.node.origin) || spec.key;
    return problem(code, origin, [spec.path, ...setting].join('.'), message, hint);
  };
  const diagnostics: Diagnostic[] = [];
  if (at(spec.tree, ['samples'])) {
    const hint = 'write `sample: { split: test, n: 512 }`';
    diagnostics.push(
      complain(
        'value-not-allowed',
        ['samples'],
        '`samples` is for models whose captures were recorded',
        hint,
      ),
    );
  }
  const split = splitOf(spec, layers, network, complain);
  if (split && 'diagnostic' in split) diagnostics.push(split.diagnostic);
  const sample = sampleOf(spec, dataset, onnx.batch, complain);
  if ('diagnostic' in sample) diagnostics.push(sample.diagnostic);
  const picked = pickMoments(schedule, training.moments, training.updatesPerEpoch, complain);
  if ('diagnostics' in picked) diagnostics.push(...picked.diagnostics);
  if (
    diagnostics.length > 0 ||
    'diagnostic' in sample ||
    'diagnostics' in picked ||
    (split && 'diagnostic' in split)
  )
    return { diagnostics };
  return { rows: { iterations: picked.iterations }, sample, ...(split ?? {}) };
}

type FixedSample = Exclude<ProbePlan['sample'], 'batch'>;

function sampleOf(
  spec: EntrySpec,
  dataset: DatasetPlan,
  batch: number | null,
  complain: Complain,
): FixedSample | { readonly diagnostic: Diagnostic } {
  const fail = (code: DiagnosticCode, setting: readonly string[], message: string, hint: string) => ({
    diagnostic: complain(code, setting, message, hint),
  });
  const said = spec.params?.sample;
  if (typeof said !== 'object' || said === null || Array.isArray(said)) {
    const message = `probe ${showValue(spec.name)} needs a fixed sample: a network that was trained elsewhere has no mini-batches`;
    const hint = 'write `sample: { split: test, n: 512 }`';
    const written = at(spec.tree, ['sample']) !== null;
    return fail(written ? 'value-not-allowed' : 'key-missing', ['sample'], message, hint);
  }
  const { split: part, n: count, seed } = said as Omit<FixedSample, 'recorded'>;
  const held = part === 'train' ? dataset.trainSize : dataset.testSize;
  const origin = at(spec.tree, ['sample', 'n'])?.node.origin ?? spec.key;
  if (count > held)
    return { diagnostic: tooManySamples(origin, `${spec.path}.sample.n`, count, dataset, part) };
  if (batch !== null && count % batch !== 0) {
    const message = `the network takes ${batch} samples at a time, of which ${count} is no multiple`;
    const hint =
      'take a multiple, or export it with a first axis of any length: dynamic_shapes={"x": {0: "n"}} in torch.onnx.export';
    return fail('value-out-of-range', ['sample', 'n'], message, hint);
  }
  return { split: part, n: count, ...(seed === undefined ? {} : { seed }) };
}
