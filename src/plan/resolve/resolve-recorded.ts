import type { CapturesHeader } from '../../captures/captures-header.ts';
import type { Recording } from '../../captures/open-recordings.ts';
import { recordedShape } from '../../captures/recorded-shape.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { codeVersion } from '../../node/catalog.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import type { Json } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import type { LayerPlan, NetworkPlan, RecordedPlan, RecordedSamples, TrainingElsewhere } from '../plan.ts';
import { epochIteration } from '../schedule.ts';
import type { ModelContext } from './resolve-model.ts';
import type { ResolvedModel } from './resolved.ts';

/**
 * A recorded model in a trial: the training in its folder, with layers of the recorded shapes and without weights. The matrix has
 * put one folder of those that the study names into its settings.
 */
export function makeRecorded(context: ModelContext, id: number, variant: EntryVariant): ResolvedModel {
  const { spec, settings } = variant;
  const { name, entry } = spec;
  const folder = spec.params?.captures;
  // what is wrong with folders was told where the matrix was made of them
  const recording = typeof folder === 'string' ? context.recordingOf(folder) : null;
  if (!recording)
    return { id, name, settings, layerNames: null, outline: JSON.stringify([name, null]), sound: null };
  const { header } = recording;
  const network = networkOf(header);
  const recorded = deepFreeze(recordedPlan(recording));
  context.varied.add(spec.path, settings, warningsOf(spec, recording, recorded));
  const { input, classes, layers } = network;
  const own: Json = [
    'model',
    entry.kind,
    codeVersion(entry),
    { ...header.settings },
    [...input],
    classes,
    layers.map(({ name: layer, params, output }): Json => [layer, params, [...output]]),
  ];
  // sums of arrays, which tell apart what is alike here, are not known before a run
  const twin = context.twinOf(canonicalJson([header.seed, own]), recording.folder);
  const content = canonicalJson(twin === 0 ? own : [own, twin]);
  return {
    id,
    name,
    settings,
    layerNames: [...header.layers.keys()],
    outline: JSON.stringify([name, network, recorded]),
    sound: deepFreeze({
      kind: entry.kind,
      dataset: null,
      network,
      training: spanOf(recording),
      parameters: null,
      content,
      recorded,
    }),
  };
}

/** What is to be known of a recording before its numbers are read. */
function warningsOf(
  spec: EntrySpec,
  { folder, rows, unfinished }: Recording,
  recorded: RecordedPlan,
): Diagnostic[] {
  const origin = at(spec.tree, ['captures'])?.node.origin ?? spec.key;
  const path = `${spec.path}.captures`;
  const found: Diagnostic[] = [];
  if (unfinished) {
    const message = `${folder} is still being written, or was left off: its rows so far are taken (${rowsInWords(recorded)})`;
    const hint = 'run the study again when the training has ended';
    found.push(problem('captures-unfinished', origin, path, message, hint));
  }
  if (rows.some(({ epoch }) => epoch === null)) {
    const message = `rows of ${folder} have no epochs: claims and figures count their iterations in the place of epochs`;
    const hint = 'record with `iterations_per_epoch=`, or `epoch` in each line of rows.jsonl';
    found.push(problem('captures-epochs', origin, path, message, hint));
  }
  return found;
}

function networkOf({ input, classes, layers }: CapturesHeader): NetworkPlan {
  return {
    input: recordedShape(input),
    classes,
    layers: [...layers].map(([name, axes]): LayerPlan => {
      const params = { axes: axes.axes, shape: [...axes.shape] };
      const output = recordedShape(axes);
      return { name, kind: 'recorded', params, input: [], output, weights: [], multiplyAdds: 0 };
    }),
  };
}

function recordedPlan({ folder, header, rows }: Recording): RecordedPlan {
  const { program, errors, training, samples } = header;
  const bySample = [...samples].map(([name, { split, n }]): [string, RecordedSamples] => {
    const own = rows.filter((row) => row.samples === name);
    return [name, { split, n, rows: own.map(({ iteration, epoch }) => [iteration, epoch] as const) }];
  });
  return { folder, program, errors, curve: training, samples: Object.fromEntries(bySample) };
}

/** The training as far as its rows tell. */
function spanOf({ header, rows }: Recording): TrainingElsewhere {
  const moments = [...new Set(rows.map(({ iteration }) => iteration))].sort((a, b) => a - b);
  const updates = moments.at(-1) ?? 0;
  const updatesPerEpoch = updatesPerEpochOf(rows.map(({ iteration, epoch }) => [iteration, epoch]));
  const epochs = updatesPerEpoch === null ? null : updates / updatesPerEpoch;
  return { epochs, updatesPerEpoch, updates, moments, loss: header.loss };
}

/** Updates of an epoch, from iterations and the epochs beside them; null where one has none, or they do not go in step. */
function updatesPerEpochOf(rows: RecordedSamples['rows']): number | null {
  const longest = rows.reduce<readonly [number, number] | null>(
    (most, [iteration, at]) =>
      at !== null && at > 0 && iteration >= (most?.[0] ?? 0) ? [iteration, at] : most,
    null,
  );
  if (!longest) return null;
  const exact = longest[0] / longest[1];
  const whole = Math.round(exact);
  const updates = Math.abs(exact - whole) < 1e-6 * exact ? whole : exact;
  const inStep = rows.every(([iteration, at]) => at !== null && epochIteration(at, updates) === iteration);
  return updates > 0 && inStep ? updates : null;
}

function rowsInWords({ samples }: RecordedPlan): string {
  return Object.entries(samples)
    .map(
      ([name, { rows }]) =>
        `${name}: ${rows.length}${rows.length > 0 ? `, to iteration ${rows.at(-1)![0]}` : ''}`,
    )
    .join('; ');
}
