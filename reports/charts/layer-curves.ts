import type { JsonObject } from '../../src/plan/plan.ts';
import { quantityTitle } from '../data/quantity-title.ts';
import type { Figure, LegendEntry, Panel, Switch } from '../report-input.ts';
import { fewestForBands } from './curve-data.ts';
import { describeLayerCurves } from './describe-layer-curves.ts';
import { drawnTraces, type LayerTrace, tracesOf } from './layer-traces.ts';
import {
  colourBySeries,
  drawnCurves,
  type Ends,
  extent,
  firstPoints,
  hiddenParameter,
  legendOf,
  scaleFor,
  scaleSwitches,
  shapeBySeries,
  shownOnly,
  switchParameters,
  trialWords,
} from './panel-parts.ts';

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
  /** The trials behind the means; none where each point is one. */
  readonly traces: readonly LayerTrace[];
  /** What the values of a quantity can be; see `possibleEnds`. */
  readonly possibleOf: (unit: string) => Ends;
  /** Whether all quantities of one unit stand in the same panels. */
  readonly together: boolean;
  /** The end of the caption, a blank before it; empty when there is no more to say. */
  readonly remark: string;
}

/** Letters that stand beside each other under a panel, and names that do when they are turned. */
const [mostLetters, mostNames] = [26, 24];
/** Most curves whose intervals are bands besides bars. */
const mostBands = 4;

/** Values against layers: a row of panels for each quantity, or each unit, with a common scale; a panel for each heading. */
export function layerCurvesFigure(whole: LayerCurves): Figure {
  const { drawn, words } = drawnCurves(whole.points);
  const groupOf = groupBy(whole);
  const trials = drawnTraces(whole.traces, (trace) => `${groupOf(trace)}\n${trace.panel}`);
  const chart = { ...whole, points: drawn, traces: trials.traces, remark: words + whole.remark };
  const legend = curvesLegend(chart.points);
  const groups = [...new Set(chart.points.map(groupOf))];
  const headings = new Set(chart.points.map((point) => point.panel));
  const switches = scaleSwitches(true, headings.size > 1 || null);
  const panels = groups.flatMap((group) => {
    const points = chart.points.filter((point) => groupOf(point) === group);
    const own = [...new Set(points.map((point) => point.panel))];
    return own.map((heading) => layerPanel({ chart, legend, group, heading, points, switches }));
  });
  return {
    id: chart.id,
    title: chart.title,
    caption: captionOf(chart, legend.length, trials.words),
    alt: describeLayerCurves(groups, chart.points),
    legend,
    panels,
    scrubber: null,
    switches,
    data: whole.points.map(({ panel, ...point }) => ({ panel, ...point })),
  };
}

/**
 * Series by the quantity where each quantity has one, by their own names otherwise. Information of the error signals is green
 * and what stands beside it is blue, as in the paper's figures.
 */
function curvesLegend(points: readonly LayerPoint[]): LegendEntry[] {
  const first = firstPoints(points);
  const plain = new Set(first.map(({ quantity }) => quantity)).size === first.length;
  const green = 2;
  const errors = first.findIndex(({ quantity }) => quantity.includes('dL'));
  const others = [0, 1, 3, 4, 5, 6, 7];
  let next = 0;
  return legendOf(
    first.map(({ series }) => series),
    (place) => {
      const { series, quantity } = first[place]!;
      const colour = place === errors ? green : errors < 0 ? place : (others[next++] ?? place);
      return { label: plain ? quantity : series, colour };
    },
  );
}

/** What stands in one row of panels: a quantity, or all of one unit. */
function groupBy({ together }: LayerCurves): (point: LayerTrace | LayerPoint) => string {
  return together ? ({ unit }) => unit || 'no unit' : quantityTitle;
}

function captionOf({ points, traces, remark }: LayerCurves, curves: number, thin: string): string {
  const trials = points.map((point) => point.trials);
  const most = Math.max(1, ...trials);
  const few = most > 1 && most < fewestForBands && traces.length > 0;
  const means = few
    ? ` Means over ${Math.min(...trials) < most ? `${Math.min(...trials)} to ` : ''}${most} trials; intervals are drawn from ${fewestForBands} trials on, and stand in the table of values.`
    : trialWords(trials, curves <= mostBands && most >= fewestForBands ? 'bands and bars' : 'bars');
  return `Value for each layer, in the order of the network.${means}${thin}${remark}`;
}

interface LayerPanel {
  readonly chart: LayerCurves;
  readonly legend: readonly LegendEntry[];
  readonly group: string;
  readonly heading: string;
  /** Of all panels of the group. */
  readonly points: readonly LayerPoint[];
  readonly switches: readonly Switch[];
}

function layerPanel({ chart, legend, group, heading, points, switches }: LayerPanel): Panel {
  const own = points.filter((point) => point.panel === heading);
  const groupOf = groupBy(chart);
  const all = chart.traces.filter((trace) => groupOf(trace) === group);
  const traces = all.filter((trace) => trace.panel === heading);
  const few = traces.length > 0;
  const several = switches.some(({ parameter }) => parameter === 'same');
  const scale = scaleFor({
    own: endsOf(own, traces),
    possible: chart.possibleOf(points[0]?.unit ?? ''),
    ...(several ? { shared: endsOf(points, all) } : {}),
  });
  const y = { type: 'quantitative', scale, axis: { title: null } };
  const seen = new Set(own.map((point) => point.layer));
  const names = chart.layers.filter((layer) => seen.has(layer));
  const vegaLite: JsonObject = {
    data: { values: own },
    params: [hiddenParameter, ...switchParameters(switches)],
    transform: [shownOnly],
    encoding: {
      x: layerAxis(names),
      color: colourBySeries(legend),
    },
    layer: [
      ...intervals(y, legend.length <= mostBands, few),
      ...tracesOf(traces, own, y),
      { mark: { type: 'line', strokeWidth: 1.8 }, encoding: { y: { ...y, field: 'value' } } },
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          y: { ...y, field: 'value' },
          shape: shapeBySeries(legend),
          tooltip: tooltip(chart.together ? `value (${group})` : group),
        },
      },
    ],
  };
  return { title: heading, group, size: 'small', vegaLite };
}

/** Bands, where curves are few, and bars; where the trials are drawn too, from so many trials on that intervals say more. */
function intervals(y: JsonObject, banded: boolean, traced: boolean): JsonObject[] {
  const encoding = { y: { ...y, field: 'low' }, y2: { field: 'high' } };
  const enough = `isValid(datum.low) && datum.trials >= ${fewestForBands}`;
  return [
    {
      transform: [{ filter: banded ? enough : 'false' }],
      mark: { type: 'area', opacity: 0.14, clip: true },
      encoding,
    },
    {
      transform: [{ filter: traced ? enough : 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: 1.4, clip: true },
      encoding,
    },
  ];
}

/** The layers from the input on. */
function layerAxis(names: readonly string[]): JsonObject {
  return {
    field: 'layer',
    type: 'ordinal',
    sort: null,
    scale: { type: 'point', domain: names, padding: 0.4 },
    axis: {
      title: null,
      labelAngle: names.join('  ').length > mostLetters ? -45 : 0,
      labelLimit: 90,
      labelOverlap: names.length > mostNames,
      grid: false,
    },
  };
}

/** The ends of what a panel draws: of the trials where they are drawn, since an interval can reach beyond what is possible; else of the intervals. */
function endsOf(points: readonly LayerPoint[], traces: readonly LayerTrace[]): Ends {
  return extent([
    ...traces.map(({ value }) => value),
    ...points.flatMap(({ value, low, high }) =>
      traces.length > 0 ? [value] : [value, low ?? value, high ?? value],
    ),
  ]);
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
