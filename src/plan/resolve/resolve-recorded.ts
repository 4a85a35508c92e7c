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
import type { MissingFile } from '../recorded-plan.ts';
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
  { folder, rows, missingCurve }: Recording,
  recorded: RecordedPlan,
): Diagnostic[] {
  const origin = at(spec.tree, ['captures'])?.node.origin ?? spec.key;
  const path = `${spec.path}.captures`;
  const found: Diagnostic[] = [];
  const { unfinished, skipped } = recorded;
  if (unfinished) {
    const reached = unfinished.of === null ? '' : `, of ${unfinished.of} iterations`;
    const message = `${folder} is still being written, or was left off: its rows so far are taken (${rowsInWords(recorded)}${reached})`;
    const hint = 'run the study again when the training has ended';
    found.push(problem('captures-unfinished', origin, path, message, hint));
  }
  if (rows.some(({ epoch }) => epoch === null)) {
    const message = `rows of ${folder} have no epochs: claims and figures count their iterations in the place of epochs`;
    const hint = 'record with `iterations_per_epoch=`, or `epoch` in each line of rows.jsonl';
    found.push(problem('captures-epochs', origin, path, message, hint));
  }
  if (skipped) {
    const which = Object.entries(skipped).map(([name, at]) => `${name}: ${at.join(', ')}`);
    const message = `the recorder left rows of ${folder} out, whose numbers were NaN or infinite (${which.join('; ')})`;
    const hint = 'the training diverged there, or overflowed in half precision: lower the learning rate';
    found.push(problem('captures-skipped', origin, path, message, hint));
  }
  if (missingCurve !== null) {
    const message = `there is no file ${folder}/${missingCurve} (the curve): the training has no loss and accuracy`;
    found.push(problem('captures-curve', origin, path, message, 'copy the whole folder, or record it again'));
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

function recordedPlan({ folder, header, rows, unfinished, missing }: Recording): RecordedPlan {
  const { program, errors, training, samples, iterations, skipped } = header;
  const lost = [...samples.keys()].flatMap((name) => {
    const files = missingOf({ header, rows, missing }, name);
    return files.length > 0 ? [[name, files] as const] : [];
  });
  const bySample = [...samples].map(([name, { split, n }]): [string, RecordedSamples] => {
    const own = rows.filter((row) => row.samples === name);
    return [name, { split, n, rows: own.map(({ iteration, epoch }) => [iteration, epoch] as const) }];
  });
  return {
    folder,
    program,
    errors,
    curve: training,
    samples: Object.fromEntries(bySample),
    ...(unfinished ? { unfinished: { iteration: lastOf(rows), of: iterations } } : {}),
    ...(skipped.size > 0 ? { skipped: Object.fromEntries(skipped) } : {}),
    ...(lost.length > 0 ? { missing: Object.fromEntries(lost) } : {}),
  };
}

/** Files of some samples that are not there. */
function missingOf(
  { header, rows, missing }: Pick<Recording, 'header' | 'rows' | 'missing'>,
  samples: string,
): MissingFile[] {
  const { common } = header.samples.get(samples)!;
  const own = rows.filter((row) => row.samples === samples);
  const all = [...(common ? [{ file: common.file, iteration: null }] : []), ...own];
  return all.flatMap(({ file, iteration }) => (missing.has(file) ? [{ file, iteration }] : []));
}

/** Iteration of the last row; null where there is none. */
function lastOf(rows: Recording['rows']): number | null {
  return rows.reduce<number | null>((last, { iteration }) => Math.max(last ?? 0, iteration), null);
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
