import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import { brief, colourBySeries, hiddenParameter, scaleFor, shapeBySeries, shownOnly } from './panel-parts.ts';

/** A point of a curve. */
export type LayerPoint = {
  /** Curve: the estimator, with the settings that set it apart. */
  readonly series: string;
  readonly quantity: string;
  readonly unit: string;
  /** Heading of the panel, such as `epoch 3`. */
  readonly panel: string;
  readonly layer: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
};

export interface LayerCurves {
  readonly id: string;
  readonly title: string;
  /** Layers in the probe's order. */
  readonly layers: readonly string[];
  readonly points: readonly LayerPoint[];
}

/** Values against layers: a row of panels for each quantity, with a common scale; a panel for each heading. */
export function layerCurvesFigure(chart: LayerCurves): Figure {
  const legend = [...new Set(chart.points.map((point) => point.series))].map((series, place) => ({
    series,
    label: series,
    place,
  }));
  const groups = [...new Set(chart.points.map(groupOf))];
  const panels = groups.flatMap((group) => {
    const points = chart.points.filter((point) => groupOf(point) === group);
    const headings = [...new Set(points.map((point) => point.panel))];
    return headings.map((heading) => layerPanel(chart.layers, legend, group, heading, points));
  });
  const intervals = chart.points.some((point) => point.low !== null);
  return {
    id: chart.id,
    title: chart.title,
    caption:
      `Value of each layer, in the order of the network; panels of one row share their scale.` +
      `${intervals ? ' Means over trials; the bars are 95 % intervals of the mean.' : ''}`,
    alt: describe(groups, chart.points),
    legend,
    panels,
    scrubber: null,
    switches: [{ parameter: 'whole', label: 'axis from 0', on: true }],
    data: chart.points.map(({ panel, ...point }) => ({ panel, ...point })),
  };
}

function layerPanel(
  layers: readonly string[],
  legend: readonly LegendEntry[],
  group: string,
  heading: string,
  points: readonly LayerPoint[],
): Panel {
  const ends = points.flatMap((point) => [point.value, point.low ?? point.value, point.high ?? point.value]);
  const scale = scaleFor(Math.min(...ends), Math.max(...ends));
  const y = { type: 'quantitative', scale, axis: { title: group } };
  const own = points.filter((point) => point.panel === heading);
  const seen = new Set(own.map((point) => point.layer));
  const vegaLite: JsonObject = {
    data: { values: own },
    params: [hiddenParameter, { name: 'whole', value: true }],
    transform: [shownOnly],
    encoding: {
      x: {
        field: 'layer',
        type: 'ordinal',
        sort: null,
        scale: { type: 'point', domain: layers.filter((layer) => seen.has(layer)), padding: 0.4 },
        axis: { title: null, labelAngle: 0, grid: false },
      },
      color: colourBySeries(legend),
    },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { y: { ...y, field: 'value' } } },
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          y: { ...y, field: 'value' },
          shape: shapeBySeries(legend),
          tooltip: tooltip(group),
        },
      },
    ],
  };
  return { title: heading, group, wide: false, vegaLite };
}

function tooltip(group: string): readonly JsonObject[] {
  return [
    { field: 'series', type: 'nominal', title: 'estimator' },
    { field: 'layer', type: 'nominal', title: 'layer' },
    { field: 'value', type: 'quantitative', title: group, format: '.4f' },
    { field: 'low', type: 'quantitative', title: 'from', format: '.4f' },
    { field: 'high', type: 'quantitative', title: 'to', format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}

function groupOf(point: LayerPoint): string {
  return point.unit === '' ? point.quantity : `${point.quantity} (${point.unit})`;
}

function describe(groups: readonly string[], points: readonly LayerPoint[]): string {
  const most = 8;
  const curves = new Map<string, LayerPoint[]>();
  for (const point of points) {
    const key = `${groupOf(point)} of ${point.series}, ${point.panel}`;
    curves.set(key, [...(curves.get(key) ?? []), point]);
  }
  const said = [...curves].slice(0, most).map(([key, curve]) => {
    const values = curve.map((point) => `${point.layer} ${brief(point.value)}`).join(', ');
    return `${key}: ${values}.`;
  });
  const more = curves.size > most ? ` And ${curves.size - most} more curves; see the values below.` : '';
  return `Line chart of ${groups.join(' and ')} against the layers. ${said.join(' ')}${more}`;
}
