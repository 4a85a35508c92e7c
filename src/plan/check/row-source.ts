import type { TrainingElsewhere, TrainingPlan } from '../plan.ts';
import type { Readable, ReadableCurve } from '../resolve/readable.ts';
import type { RowSubject } from '../resolve/row-subject.ts';
import { type RowTimes, rowAt, rowsListed } from '../row-times.ts';
import { curveRows } from '../schedule.ts';
import { boundsOf, type Conditions } from './conditions.ts';

/** The rows of one estimator, or of the training of one model, as a claim or report may narrow them. */
export interface RowSource {
  /** Name of the estimator or model. */
  readonly name: string;
  /** Null where it cannot be told. */
  readonly model: string | null;
  /** Layers that rows are of, in the probe's order; null where they cannot be told, none in the training table. */
  readonly layers: readonly string[] | null;
  /** Second layers of pairs; null where rows have none, or they cannot be told. */
  readonly secondLayers: readonly string[] | null;
  /** Feature maps of each of the layers; null where they cannot be told. */
  readonly maps: readonly number[] | null;
  readonly of: RowSubject | null;
  /** When rows are taken: one or the other; null where it cannot be told. */
  readonly times: readonly RowTimes[] | null;
  /** Epochs of the training of its model, where they are known. */
  readonly epochs: number | null;
}

/** The rows of an estimator: those of layers with as many feature maps as its quantity needs. */
export function estimatorRows({ name, model, layers, secondLayers, rows, rowsOf }: Readable): RowSource {
  const { of, fewestMaps } = rowsOf;
  const has = (place: number) => of !== 'samples' && (rows === null || rows.maps[place]! >= fewestMaps);
  const kept = layers === null ? null : [...layers.keys()].filter(has);
  return {
    name,
    model,
    layers: kept === null ? null : kept.map((place) => layers![place]!),
    secondLayers,
    maps: kept === null || rows === null ? null : kept.map((place) => rows.maps[place]!),
    of,
    times: rows === null ? null : [rows.times],
    epochs: rows === null ? null : rows.epochs,
  };
}

/** The rows of a model's training, of one split or both. */
export function trainingRows(
  { name, training, recorded }: ReadableCurve,
  splits: readonly ('test' | 'train')[],
): RowSource {
  const timesOf = (split: 'test' | 'train', plan: TrainingPlan | TrainingElsewhere): RowTimes => ({
    rows: curveRows(plan, split),
    updatesPerEpoch: plan.updatesPerEpoch,
    avoidsShort: false,
  });
  return {
    name,
    model: name,
    layers: [],
    secondLayers: null,
    maps: [],
    of: 'samples',
    times: recorded ? null : training && splits.map((split) => timesOf(split, training)),
    epochs: training === null ? null : training.epochs,
  };
}

/** The layers that conditions leave of some. */
export function layersIn(conditions: Conditions, layers: readonly string[]): readonly string[] {
  const only = conditions.listed('layer').map(({ value }) => value);
  return only.length === 0 ? layers : layers.filter((layer) => only.includes(layer));
}

/** The sources that are of the models that conditions name. */
export function ofModels(conditions: Conditions, sources: readonly RowSource[]): readonly RowSource[] {
  const only = conditions.listed('model').map(({ value }) => value);
  return only.length === 0 ? sources : sources.filter(({ model }) => model === null || only.includes(model));
}

/** The iterations of the rows of a source that conditions leave, at most `limit`; null where they cannot be told. */
export function iterationsIn(conditions: Conditions, source: RowSource, limit: number): number[] | null {
  if (source.times === null) return null;
  const bounds = boundsOf(conditions);
  const points = conditions
    .listed('epoch')
    .flatMap(({ value }) => (typeof value === 'number' || typeof value === 'string' ? [value] : []));
  const found = source.times.flatMap((times) =>
    points.length === 0
      ? rowsListed(times, bounds, limit)
      : points.flatMap((point) => rowAt(times, point, bounds) ?? []),
  );
  return [...new Set(found)].sort((a, b) => a - b).slice(0, limit);
}
