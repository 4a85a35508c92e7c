import { measureOf, quantityName, unitOf } from '../../node/quantity.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { featureMaps } from '../feature-maps.ts';
import { avoidsShortBatch } from '../schedule.ts';
import { lossOf, targetOf } from '../trained-here.ts';
import type { ProbeRows, Readable, ReadableCurve } from './readable.ts';
import type { ResolvedEstimator, ResolvedModel, ResolvedProbe } from './resolved.ts';
import { rowsOf } from './row-subject.ts';

/** The rows that a probe takes; null when it, or its model, is wrong. */
export function probeRows(probe: ResolvedProbe | null): ProbeRows | null {
  const { model, sound } = probe ?? {};
  if (!model?.sound || !sound) return null;
  const { dataset, network, training } = model.sound;
  const { rows, sample, layers } = sound.plan;
  const avoidsShort = avoidsShortBatch({ dataset, training }, sample);
  return {
    times: { rows, updatesPerEpoch: training.updatesPerEpoch, avoidsShort },
    epochs: training.epochs,
    maps: layers.map((place) => featureMaps(network.layers[place]!.output, sound.plan.split).channels),
  };
}

/** What claims and reports see of an estimator on its probe. */
export function makeReadable(
  outline: number,
  { name, params, entry }: EntrySpec,
  { probe, other }: Pick<ResolvedEstimator, 'probe' | 'other'>,
  rows: ProbeRows | null,
): Readable {
  const { model, layers } = probe ?? {};
  const second = other === 'seeds' ? probe : (other ?? null);
  const subject = rowsOf(entry, params);
  const measure = measureOf(entry.quantities, params ?? {});
  return {
    outline,
    name,
    kind: entry.kind,
    params,
    measure,
    unit: measure === null ? null : unitOf(measure, params ?? {}),
    subject: JSON.stringify([entry.kind, quantityName(params ?? {})]),
    model: model?.name ?? null,
    layers: layers ?? null,
    secondLayers: subject.of === 'layers' ? (second?.layers ?? null) : null,
    rows,
    rowsOf: subject,
  };
}

/** What claims and reports see of the training table of a model. */
export function readableCurve({ name, outline, sound }: ResolvedModel): ReadableCurve {
  if (!sound) return { name, training: null, outline: name };
  const { training, recorded, network } = sound;
  const target = targetOf(training, network);
  return {
    name,
    training,
    ...(recorded ? { recorded } : {}),
    ...(target === 'input' || target === 'values' ? { inaccurate: true } : {}),
    outline: JSON.stringify([name, outline, lossOf(training), target]),
  };
}
