import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject, type Json } from '../json.ts';
import type {
  DatasetPlan,
  NetworkPlan,
  OnnxPlan,
  ProbePlan,
  RecordedPlan,
  RowSchedule,
  TrainingElsewhere,
  TrainingPlan,
} from '../plan.ts';
import { type At, scheduleRows, trainedSamples } from '../schedule.ts';
import { datasetOf, isElsewhere, trainedHere } from '../trained-here.ts';
import { tooManySamples } from './resolve-dataset.ts';
import { resolveLoss } from './resolve-loss.ts';
import { resolveOnnxProbe } from './resolve-onnx-probe.ts';
import { resolveRecordedProbe } from './resolve-recorded-probe.ts';

/** What a probe needs to know of its model. */
export interface Probed {
  readonly name: string;
  /** Null when the model's layers cannot be told. */
  readonly layerNames: readonly string[] | null;
  /** Null when the model is wrong. */
  readonly sound: {
    readonly dataset: DatasetPlan | null;
    readonly training: TrainingPlan | TrainingElsewhere;
    readonly network: NetworkPlan;
    readonly recorded?: RecordedPlan;
    readonly onnx?: OnnxPlan;
  } | null;
}

/** A probe as each training with its model has it. */
export type PlacedProbe = Omit<ProbePlan, 'key' | 'bytes'>;

export interface ProbeResolution {
  readonly plan: PlacedProbe | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Ties a probe to its model: layers by their place, and the iterations of its rows. */
export function resolveProbe(spec: EntrySpec, model: Probed): ProbeResolution {
  const diagnostics = unknownLayers(spec, model);
  const { params, entry } = spec;
  if (params === null || !model.sound || !model.layerNames || diagnostics.length > 0)
    return { plan: null, diagnostics };
  const { recorded, onnx, network, training, dataset } = model.sound;
  const layers = layerList(params.layers).map((name) => model.layerNames!.indexOf(name));
  const carries = entry.output;
  if (carries !== 'activations' && carries !== 'errors') throw new Error(`a probe cannot carry ${carries}`);
  const schedule = params.at === undefined ? null : readAt(params.at);
  const seen =
    onnx && dataset && isElsewhere(training)
      ? resolveOnnxProbe(spec, { network, dataset, training, onnx }, layers, schedule)
      : recorded
        ? resolveRecordedProbe(spec, { name: model.name, network, recorded, training }, layers, schedule)
        : trainedProbe(spec, model.sound, schedule);
  const loss = resolveLoss(spec, model.name, isElsewhere(training) ? null : network, layers);
  const wrong = [seen, loss].flatMap((part) => ('diagnostics' in part ? part.diagnostics : []));
  if ('diagnostics' in seen || 'diagnostics' in loss) return { plan: null, diagnostics: wrong };
  // what was recorded lies in its files already
  const keep = recorded ? ({ keep: 'never' } as const) : keepOf(params.keep);
  return {
    plan: { name: spec.name, kind: entry.kind, carries, layers, ...seen, ...loss, ...keep },
    diagnostics,
  };
}

/** When a probe looks at a network that is trained here, and at which samples. */
function trainedProbe(
  spec: EntrySpec,
  sound: NonNullable<Probed['sound']>,
  schedule: At | null,
): Pick<ProbePlan, 'rows' | 'sample'> | { readonly diagnostics: readonly Diagnostic[] } {
  const training = trainedHere({ id: spec.name, ...sound });
  const dataset = datasetOf({ id: spec.name, ...sound });
  const odd = ['samples', 'split'].flatMap((setting) => {
    const origin = at(spec.tree, [setting])?.key;
    if (!origin) return [];
    const message = `\`${setting}\` is for models whose captures were recorded`;
    return [problem('value-not-allowed', origin, `${spec.path}.${setting}`, message, 'remove it')];
  });
  if (odd.length > 0) return { diagnostics: odd };
  if (!schedule) {
    const message = `probe ${showValue(spec.name)} lacks \`at\``;
    const hint = 'such as `at: { log: 40 }`';
    return { diagnostics: [problem('key-missing', spec.key, spec.path, message, hint)] };
  }
  const sample = fixedSample(spec.params?.sample);
  const rows = rowsOf(spec, schedule, training, dataset, sample === 'batch');
  if ('diagnostics' in rows) return rows;
  const size =
    sample === 'batch'
      ? batchProblem(spec, training)
      : sampleProblem(spec, sample, { ...dataset, trainSize: trainedSamples(dataset, training) });
  return size ? { diagnostics: [size] } : { ...rows, sample };
}

function unknownLayers(spec: EntrySpec, model: Probed): Diagnostic[] {
  const list = at(spec.tree, ['layers'])?.node;
  if (list?.type !== 'seq' || !model.layerNames) return [];
  return list.items.flatMap((item, index) => {
    const name = item.type === 'scalar' ? item.value : null;
    if (typeof name !== 'string' || model.layerNames!.includes(name)) return [];
    const message = `model ${showValue(model.name)} has no layer ${showValue(name)}`;
    const hint = suggestName(name, model.layerNames!, 'layers');
    return [problem('layer-unknown', item.origin, `${spec.path}.layers.${index}`, message, hint)];
  });
}

function rowsOf(
  spec: EntrySpec,
  schedule: At,
  training: TrainingPlan,
  dataset: DatasetPlan,
  batches: boolean,
): { readonly rows: RowSchedule } | { readonly diagnostics: readonly Diagnostic[] } {
  const { updates, updatesPerEpoch, batchSize, epochs } = training;
  const shortLast = trainedSamples(dataset, training) % batchSize !== 0;
  const made = scheduleRows(schedule, { updates, updatesPerEpoch, shortLast }, batches);
  if ('rows' in made) return made;
  const diagnostics = made.beyond.map((place) => {
    const origin = at(spec.tree, ['at', 'epochs', place])?.node.origin ?? spec.key;
    const epoch = 'epochs' in schedule ? schedule.epochs[place] : '';
    const message = `epoch ${showValue(epoch ?? null)} lies beyond the training, which has ${epochs}`;
    return problem(
      'schedule-invalid',
      origin,
      `${spec.path}.at.epochs.${place}`,
      message,
      `name epochs up to ${epochs}`,
    );
  });
  return { diagnostics };
}

function readAt(value: Json): At {
  if (isJsonObject(value)) {
    if (typeof value.every === 'number') return { every: value.every };
    if (typeof value.log === 'number') return { log: value.log };
    if (Array.isArray(value.epochs))
      return { epochs: value.epochs.map((epoch) => (typeof epoch === 'number' ? epoch : String(epoch))) };
  }
  throw new Error('the compiler does not know this form of `at`');
}

function fixedSample(value: Json | undefined): ProbePlan['sample'] {
  if (!isJsonObject(value)) return 'batch';
  const drawn = value.seed === undefined ? {} : { seed: Number(value.seed) };
  return { split: value.split === 'train' ? 'train' : 'test', n: Number(value.n), ...drawn };
}

function keepOf(value: Json | undefined): Pick<ProbePlan, 'keep'> {
  return value === 'always' || value === 'never' ? { keep: value } : {};
}

function sampleProblem(
  spec: EntrySpec,
  sample: Exclude<ProbePlan['sample'], 'batch'>,
  dataset: DatasetPlan,
): Diagnostic | null {
  const { split, n } = sample;
  if (n <= (split === 'train' ? dataset.trainSize : dataset.testSize)) return null;
  const origin = at(spec.tree, ['sample', 'n'])?.node.origin ?? spec.key;
  return tooManySamples(origin, `${spec.path}.sample.n`, n, dataset, split);
}

function batchProblem(spec: EntrySpec, training: TrainingPlan): Diagnostic | null {
  if (training.batchSize > 1) return null;
  const message = `probe ${showValue(spec.name)} looks at mini-batches of one sample, from which nothing can be estimated`;
  const hint = 'train with a `batchSize` of 2 or more, or name a fixed `sample`';
  return problem('value-out-of-range', spec.key, spec.path, message, hint);
}

function layerList(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
