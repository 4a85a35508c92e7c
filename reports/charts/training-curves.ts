import { groupRows } from '../../src/table/group-rows.ts';
import type { Figure, LegendEntry, Panel, Switch } from '../report-input.ts';
import type { EpochTrace, EpochValue } from './curve-data.ts';
import { describeCurves, meanWords } from './curve-words.ts';
import { drawnTrials, symbolWords } from './drawn-curves.ts';
import { epochPanel } from './epoch-curves.ts';
import { extent, firstPoints, legendOf, scaleSwitches } from './panel-parts.ts';

/** A point of a training curve: `series` is model, split and settings. */
export type TrainingPoint = EpochValue & {
  readonly measure: 'loss' | 'accuracy';
  readonly split: string;
  /** What the series is without its split: its model and settings. */
  readonly network: string;
};

/** A value of one trial. */
export type TrainingTrace = EpochTrace & Pick<TrainingPoint, 'measure' | 'split'>;

export interface TrainingCurves {
  readonly id: string;
  readonly title: string;
  /** What the loss is, with its unit. */
  readonly loss: string;
  /** What the curves of the test split are of, in words. */
  readonly tested: string;
  readonly points: readonly TrainingPoint[];
  /** The trials behind the means. */
  readonly traces: readonly TrainingTrace[];
  /** The end of the caption, a blank before it; empty when there is no more to say. */
  readonly remark: string;
}

/** Loss and accuracy over the epochs; the test set solid with symbols, the training mini-batches dashed. */
export function trainingCurvesFigure(whole: TrainingCurves): Figure {
  // those on mini-batches would cover the means
  const tested = whole.traces.filter(({ split }) => split === 'test');
  const trials = drawnTrials(tested, ({ measure }) => measure);
  const chart = { ...whole, traces: trials.traces };
  const legend = trainingLegend(chart.points);
  const networks = new Set(chart.points.map((point) => point.network)).size;
  const dashed = chart.points.some(({ split }) => split !== 'test');
  const batches: Switch = { parameter: 'batches', label: 'mini-batches', on: true };
  const switches = [...scaleSwitches(true, null), ...(networks > 1 && dashed ? [batches] : [])];
  const measures = (['loss', 'accuracy'] as const).filter((measure) =>
    chart.points.some((point) => point.measure === measure),
  );
  const words = meanWords(
    chart.points.map((point) => point.trials),
    networks > 1 ? 'bars' : 'bars and bands',
    trials,
  );
  const marks = symbolWords(
    chart.points.filter(({ measure, split }) => measure === measures[0] && split === 'test'),
  );
  return {
    id: chart.id,
    title: chart.title,
    caption: `Solid with symbols: ${chart.tested}.${dashed ? ' Dashed: mean over the mini-batches since the previous point.' : ''}${marks}${words}${chart.remark}`,
    alt: describe(chart.points),
    legend,
    panels: measures.map((measure) => trainingPanel(measure, chart, legend, switches)),
    scrubber: null,
    switches,
    data: chart.points.map(({ network, ...point }) => point),
  };
}

/** The networks where there are several, whose splits share a colour and a button; else the splits. */
function trainingLegend(points: readonly TrainingPoint[]): LegendEntry[] {
  const networks = [...new Set(points.map((point) => point.network))];
  if (networks.length > 1) return legendOf(networks);
  const first = firstPoints(points);
  return legendOf(
    first.map(({ series }) => series),
    (place) => {
      const { split } = first[place]!;
      return { shape: split === 'test' ? place : null, dashed: split !== 'test' };
    },
  );
}

function trainingPanel(
  measure: 'loss' | 'accuracy',
  chart: TrainingCurves,
  legend: readonly LegendEntry[],
  switches: readonly Switch[],
): Panel {
  const several = switches.some(({ parameter }) => parameter === 'batches');
  const highest = measure === 'accuracy' ? 1 : Number.POSITIVE_INFINITY;
  const points = chart.points.flatMap((point) => {
    if (point.measure !== measure) return [];
    const bare = several && point.split !== 'test';
    const low = point.low === null || bare ? null : Math.max(0, point.low);
    const high = point.high === null || bare ? null : Math.min(highest, point.high);
    return [{ ...point, series: several ? point.network : point.series, low, high }];
  });
  const networkOf = new Map(chart.points.map(({ series, network }) => [series, network]));
  const traces = chart.traces.flatMap((trace) =>
    trace.measure === measure
      ? [{ ...trace, series: several ? networkOf.get(trace.series)! : trace.series }]
      : [],
  );
  const yTitle = measure === 'loss' ? chart.loss : 'accuracy (share of samples)';
  return epochPanel({
    title: measure,
    group: '',
    size: 'small',
    yTitle,
    about: yTitle,
    legend,
    switches,
    points,
    traces,
    possible: [0, highest],
    barred: "datum.split === 'test'",
    ...(several ? { lines: { column: 'split', values: ['test', 'train'] } } : {}),
    filters: several ? ["batches || datum.split === 'test'"] : [],
    ...(measure === 'accuracy' ? { limit: Math.max(1, extent(points.map((point) => point.value))[1]) } : {}),
  });
}

function describe(points: readonly TrainingPoint[]): string {
  const curves = groupRows(points, (point) => `${point.measure}, ${point.series},`);
  return `Line charts of loss and accuracy over the epochs. ${describeCurves(curves)}`;
}
