import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import { brief, colourBySeries, extent, hiddenParameter, scaleFor, shownOnly } from './panel-parts.ts';

/** A point of a curve over the training. */
export type CurvePoint = {
  /** Layer, estimator and settings that set the curve apart. */
  readonly series: string;
  /** Quantity with its unit: a row of panels. */
  readonly group: string;
  /** Heading of the panel, or empty. */
  readonly panel: string;
  readonly epoch: number;
  readonly iteration: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
};

export interface ValueCurves {
  readonly id: string;
  readonly title: string;
  readonly points: readonly CurvePoint[];
  /** Said at the end of the caption. */
  readonly remark: string;
}

/** Values over the epochs: a row of panels for each quantity, with a common scale; a panel for each heading. */
export function valueCurvesFigure(chart: ValueCurves): Figure {
  const legend = [...new Set(chart.points.map((point) => point.series))].map((series, place) => ({
    series,
    label: series,
    place,
  }));
  const groups = [...new Set(chart.points.map((point) => point.group))];
  const panels = groups.flatMap((group) => {
    const points = chart.points.filter((point) => point.group === group);
    const headings = [...new Set(points.map((point) => point.panel))];
    const wide = groups.length === 1 && headings.length === 1;
    return headings.map((heading) => curvesPanel(legend, group, heading, points, wide));
  });
  const intervals = chart.points.some((point) => point.low !== null);
  return {
    id: chart.id,
    title: chart.title,
    caption:
      'Value over the training; panels of one row share their scale.' +
      `${intervals ? ' Means over trials; the bands are 95 % intervals of the mean, cut where they leave the panel.' : ''}${chart.remark}`,
    alt: describe(groups, chart.points),
    legend,
    panels,
    scrubber: null,
    switches: [{ parameter: 'whole', label: 'axis from 0', on: false }],
    data: chart.points.map(({ group, panel, ...point }) => ({ quantity: group, panel, ...point })),
  };
}

function curvesPanel(
  legend: readonly LegendEntry[],
  group: string,
  heading: string,
  points: readonly CurvePoint[],
  wide: boolean,
): Panel {
  const scale = scaleFor(...curveEnds(points));
  const y = { type: 'quantitative', scale, axis: { title: group } };
  const own = points.filter((point) => point.panel === heading);
  const few = new Set(own.map((point) => point.iteration)).size <= 40;
  const vegaLite: JsonObject = {
    data: { values: own },
    params: [hiddenParameter, { name: 'whole', value: false }],
    transform: [shownOnly],
    encoding: {
      x: { field: 'epoch', type: 'quantitative', axis: { title: 'epoch' }, scale: { nice: false } },
      color: colourBySeries(legend),
    },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'area', opacity: 0.16, clip: true },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', strokeWidth: 1.7, clip: true },
        encoding: { y: { ...y, field: 'value' } },
      },
      {
        mark: { type: 'circle', size: few ? 26 : 8, opacity: few ? 1 : 0.6, clip: true },
        encoding: { y: { ...y, field: 'value' }, tooltip: tooltip(group) },
      },
    ],
  };
  return { title: heading, group, wide, vegaLite };
}

/**
 * Least and greatest end of the intervals, but not further from the values than a quarter of their range: intervals of few
 * trials would press the curves flat.
 */
function curveEnds(points: readonly CurvePoint[]): readonly [number, number] {
  const values = extent(points.map((point) => point.value));
  const ends = extent(points.flatMap(({ value, low, high }) => [low ?? value, high ?? value]));
  const margin = (values[1] - values[0]) / 4;
  return [Math.max(ends[0], values[0] - margin), Math.min(ends[1], values[1] + margin)];
}

function tooltip(group: string): readonly JsonObject[] {
  return [
    { field: 'series', type: 'nominal', title: 'curve' },
    { field: 'epoch', type: 'quantitative', title: 'epoch', format: '.3~f' },
    { field: 'iteration', type: 'quantitative', title: 'iteration' },
    { field: 'value', type: 'quantitative', title: group, format: '.4f' },
    { field: 'low', type: 'quantitative', title: 'from', format: '.4f' },
    { field: 'high', type: 'quantitative', title: 'to', format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}

function describe(groups: readonly string[], points: readonly CurvePoint[]): string {
  const most = 10;
  const curves = new Map<string, CurvePoint[]>();
  for (const point of points) {
    const key = [`${point.group} of ${point.series}`, point.panel].filter((part) => part !== '').join(', ');
    const curve = curves.get(key);
    if (curve) curve.push(point);
    else curves.set(key, [point]);
  }
  const said = [...curves].slice(0, most).map(([key, curve]) => {
    const [first, last] = [curve[0]!, curve.at(-1)!];
    return `${key} goes from ${brief(first.value)} to ${brief(last.value)} at epoch ${brief(last.epoch)}.`;
  });
  const more = curves.size > most ? ` And ${curves.size - most} more curves; see the values below.` : '';
  return `Line chart of ${groups.join(' and ')} over the epochs. ${said.join(' ')}${more}`;
}
