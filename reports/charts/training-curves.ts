import type { Json, JsonObject } from '../../src/plan/plan.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import { brief, colourBySeries, hiddenParameter, scaleFor, shownOnly } from './panel-parts.ts';

/** A point of a training curve. */
export type TrainingPoint = {
  /** Model, split and settings. */
  readonly series: string;
  readonly measure: 'loss' | 'accuracy';
  readonly split: string;
  readonly epoch: number;
  readonly iteration: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
};

export interface TrainingCurves {
  readonly id: string;
  readonly title: string;
  readonly points: readonly TrainingPoint[];
}

const headings = { loss: 'cross-entropy (nats)', accuracy: 'accuracy (share of samples)' } as const;

/** Loss and accuracy over the epochs; the test set solid with points, the training mini-batches dashed. */
export function trainingCurvesFigure(chart: TrainingCurves): Figure {
  const legend = [...new Set(chart.points.map((point) => point.series))].map((series, place) => ({
    series,
    label: series,
    place,
  }));
  const measures = (['loss', 'accuracy'] as const).filter((measure) =>
    chart.points.some((point) => point.measure === measure),
  );
  const intervals = chart.points.some((point) => point.low !== null);
  return {
    id: chart.id,
    title: chart.title,
    caption:
      'Solid with points: the whole test set. Dashed: mean over the mini-batches since the point before.' +
      `${intervals ? ' Means over trials; the bands are 95 % intervals of the mean.' : ''}`,
    alt: describe(chart.points),
    legend,
    panels: measures.map((measure) => trainingPanel(measure, legend, chart.points)),
    scrubber: null,
    switches: [{ parameter: 'whole', label: 'axis from 0', on: true }],
    data: chart.points,
  };
}

function trainingPanel(
  measure: 'loss' | 'accuracy',
  legend: readonly LegendEntry[],
  all: readonly TrainingPoint[],
): Panel {
  const points = all.filter((point) => point.measure === measure);
  const highest = measure === 'accuracy' ? 1 : Number.POSITIVE_INFINITY;
  const ends = points.flatMap((point) => [
    point.value,
    Math.max(0, point.low ?? point.value),
    Math.min(highest, point.high ?? point.value),
  ]);
  const scale = scaleFor(Math.min(...ends), Math.max(...ends), measure === 'accuracy' ? 1 : undefined);
  const y = { type: 'quantitative', scale, axis: { title: headings[measure] } };
  const vegaLite: JsonObject = {
    data: { values: points },
    params: [hiddenParameter, { name: 'whole', value: true }],
    transform: [shownOnly],
    encoding: {
      x: { field: 'epoch', type: 'quantitative', axis: { title: 'epoch' }, scale: { nice: false } },
      color: colourBySeries(legend),
    },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'area', opacity: 0.18, clip: true },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', strokeWidth: 1.8, clip: true },
        encoding: {
          y: { ...y, field: 'value' },
          strokeDash: bySplit([
            [1, 0],
            [4, 3],
          ]),
        },
      },
      {
        mark: { type: 'circle' },
        encoding: {
          y: { ...y, field: 'value' },
          size: bySplit([40, 8]),
          tooltip: tooltip(measure),
        },
      },
    ],
  };
  return { title: measure, group: '', wide: false, vegaLite };
}

/** An encoding that tells the test set from the training mini-batches, in this order. */
function bySplit(range: readonly Json[]): JsonObject {
  return { field: 'split', type: 'nominal', scale: { domain: ['test', 'train'], range }, legend: null };
}

function tooltip(measure: 'loss' | 'accuracy'): readonly JsonObject[] {
  return [
    { field: 'series', type: 'nominal', title: 'curve' },
    { field: 'epoch', type: 'quantitative', title: 'epoch', format: '.3~f' },
    { field: 'iteration', type: 'quantitative', title: 'iteration' },
    { field: 'value', type: 'quantitative', title: headings[measure], format: '.4f' },
    { field: 'low', type: 'quantitative', title: 'from', format: '.4f' },
    { field: 'high', type: 'quantitative', title: 'to', format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}

function describe(points: readonly TrainingPoint[]): string {
  const curves = new Map<string, TrainingPoint[]>();
  for (const point of points) {
    const key = `${point.measure} of ${point.series}`;
    curves.set(key, [...(curves.get(key) ?? []), point]);
  }
  const said = [...curves].slice(0, 8).map(([key, curve]) => {
    const [first, last] = [curve[0]!, curve.at(-1)!];
    return `${key} goes from ${brief(first.value)} to ${brief(last.value)} at epoch ${brief(last.epoch)}.`;
  });
  return `Line charts of loss and accuracy over the epochs. ${said.join(' ')}`;
}
