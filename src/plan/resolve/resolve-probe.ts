import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject, type Json } from '../json.ts';
import { isTokens } from '../feature-maps.ts';
import type {
  DatasetPlan,
  NetworkPlan,
  OnnxPlan,
  ProbePlan,
  RowSchedule,
  TokenSplit,
  TrainingElsewhere,
  TrainingPlan,
} from '../plan.ts';
import { type At, chooseMoments, scheduleRows } from '../schedule.ts';
import { isElsewhere } from '../trained-here.ts';
import { tooManySamples } from './resolve-dataset.ts';

/** What a probe needs to know of its model. */
export interface Probed {
  readonly name: string;
  /** Null when the model's layers cannot be told. */
  readonly layerNames: readonly string[] | null;
  /** Null when the model is wrong. */
  readonly sound: {
    readonly dataset: DatasetPlan;
    readonly network: Pick<NetworkPlan, 'layers'>;
    readonly training: TrainingPlan | TrainingElsewhere;
    /** Of a network that takes so many samples at once alone. */
    readonly onnx?: Pick<OnnxPlan, 'batch'>;
  } | null;
}

export interface ProbeResolution {
  readonly plan: ProbePlan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Ties a probe to its model: layers by their place, and the iterations of its rows. */
export function resolveProbe(spec: EntrySpec, model: Probed): ProbeResolution {
  const diagnostics = unknownLayers(spec, model);
  const { params, entry } = spec;
  if (params === null || !model.sound || !model.layerNames || diagnostics.length > 0)
    return { plan: null, diagnostics };
  const { dataset, training, network, onnx } = model.sound;
  const sample = fixedSample(params.sample);
  const rows = isElsewhere(training)
    ? momentsOf(spec, training)
    : rowsOf(spec, training, dataset, sample === 'batch');
  if ('diagnostics' in rows) return { plan: null, diagnostics: rows.diagnostics };
  const size =
    sample === 'batch'
      ? batchProblem(spec, training)
      : (sampleProblem(spec, sample, dataset) ?? fixedBatchProblem(spec, sample, onnx?.batch ?? null));
  if (size) return { plan: null, diagnostics: [size] };
  const layers = layerList(params.layers).map((name) => model.layerNames!.indexOf(name));
  const tokens = layers.filter((index) => network.layers[index] && isTokens(network.layers[index].output));
  const split = splitOf(spec, tokens.map((index) => model.layerNames![index]!));
  if ('diagnostic' in split) return { plan: null, diagnostics: [split.diagnostic] };
  const carries = entry.output;
  if (carries !== 'activations' && carries !== 'errors') throw new Error(`a probe cannot carry ${carries}`);
  return {
    plan: { name: spec.name, kind: entry.kind, carries, layers, rows: rows.rows, sample, ...split },
    diagnostics,
  };
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
  training: TrainingPlan,
  dataset: DatasetPlan,
  batches: boolean,
): { readonly rows: RowSchedule } | { readonly diagnostics: readonly Diagnostic[] } {
  const { updates, updatesPerEpoch, batchSize, epochs } = training;
  const schedule = readAt(spec.params?.at);
  const shortLast = dataset.trainSize % batchSize !== 0;
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

/** The checkpoints that a probe looks at: all of them where it does not say. */
function momentsOf(
  spec: EntrySpec,
  training: TrainingElsewhere,
): { readonly rows: RowSchedule } | { readonly diagnostics: readonly Diagnostic[] } {
  const { moments } = training;
  if (spec.params?.at === undefined) return { rows: { iterations: moments } };
  const schedule = readAt(spec.params.at);
  const chosen = chooseMoments(schedule, training);
  if (!('lacking' in chosen)) return { rows: { iterations: chosen.iterations } };
  const epochs = moments.map((iteration) => shortNumber(iteration / training.updatesPerEpoch));
  const shown = epochs.length > 12 ? `${epochs.slice(0, 12).join(', ')}, ...` : epochs.join(', ');
  const diagnostics = chosen.lacking.map((place) => {
    const origin = at(spec.tree, ['at', 'epochs', place])?.node.origin ?? spec.key;
    const epoch = 'epochs' in schedule ? schedule.epochs[place] : '';
    const message = `there is no checkpoint of epoch ${showValue(epoch ?? null)}`;
    const path = `${spec.path}.at.epochs.${place}`;
    return problem('schedule-invalid', origin, path, message, `checkpoints are of epochs ${shown}`);
  });
  return { diagnostics };
}

function shortNumber(value: number): number {
  return Number(value.toPrecision(6));
}

/** What becomes of token positions, which a probe of layers that have them has to say. */
function splitOf(
  spec: EntrySpec,
  tokenLayers: readonly string[],
): { readonly split?: TokenSplit } | { readonly diagnostic: Diagnostic } {
  const { split } = spec.params ?? {};
  if (tokenLayers.length === 0 && split === undefined) return {};
  if (tokenLayers.length > 0 && split !== undefined) return { split: String(split) as TokenSplit };
  if (split === undefined) {
    const message = `layer ${showValue(tokenLayers[0]!)} has a vector for each of several token positions`;
    const hint = 'say `split: tokens` (each position a variable), `split: mean` (their mean) or `split: last` (the last one)';
    return { diagnostic: problem('key-missing', spec.key, `${spec.path}.split`, message, hint) };
  }
  const origin = at(spec.tree, ['split'])?.node.origin ?? spec.key;
  const message = 'none of the layers has token positions to split';
  return { diagnostic: problem('value-not-allowed', origin, `${spec.path}.split`, message, 'remove it') };
}

/** A graph that takes a fixed number of samples takes them so many at a time. */
function fixedBatchProblem(
  spec: EntrySpec,
  { n }: Exclude<ProbePlan['sample'], 'batch'>,
  batch: number | null,
): Diagnostic | null {
  if (batch === null || n % batch === 0) return null;
  const origin = at(spec.tree, ['sample', 'n'])?.node.origin ?? spec.key;
  const message = `the network takes ${batch} samples at a time, of which ${n} is no multiple`;
  const hint = 'take a multiple, or export it with a dynamic first axis: dynamic_shapes={"x": {0: "n"}} in torch.onnx.export';
  return problem('value-out-of-range', origin, `${spec.path}.sample.n`, message, hint);
}

function readAt(value: Json | undefined): At {
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
  return { split: value.split === 'train' ? 'train' : 'test', n: Number(value.n) };
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

function batchProblem(spec: EntrySpec, training: TrainingPlan | TrainingElsewhere): Diagnostic | null {
  if (isElsewhere(training)) {
    const message = `probe ${showValue(spec.name)} looks at mini-batches, and the network was trained elsewhere`;
    const hint = 'name a fixed sample, such as `sample: { split: test, n: 512 }`';
    const place = at(spec.tree, ['sample']);
    const code = place ? 'value-not-allowed' : 'key-missing';
    return problem(code, place?.node.origin ?? spec.key, `${spec.path}.sample`, message, hint);
  }
  if (training.batchSize > 1) return null;
  const message = `probe ${showValue(spec.name)} looks at mini-batches of one sample, from which nothing can be estimated`;
  const hint = 'train with a `batchSize` of 2 or more, or name a fixed `sample`';
  return problem('value-out-of-range', spec.key, spec.path, message, hint);
}

function layerList(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
