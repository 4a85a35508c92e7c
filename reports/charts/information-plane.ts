import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import {
  brief,
  colourBySeries,
  extent,
  hiddenParameter,
  scaleFor,
  shapeBySeries,
  shownOnly,
} from './panel-parts.ts';

/** Where a layer stands at one step of the training. */
export type PlanePoint = {
  /** The layer. */
  readonly series: string;
  /** Model and settings; one panel each. */
  readonly panel: string;
  readonly step: number;
  readonly epoch: number;
  readonly iteration: number;
  readonly x: number;
  readonly x_low: number | null;
  readonly x_high: number | null;
  readonly y: number;
  readonly y_low: number | null;
  readonly y_high: number | null;
  readonly trials: number;
};

export interface InformationPlane {
  readonly id: string;
  readonly title: string;
  readonly layers: readonly string[];
  /** Titles of the axes, with the unit. */
  readonly x: string;
  readonly y: string;
  /** The greatest value that y can take, drawn as a line; null when there is none. */
  readonly limit: number | null;
  readonly points: readonly PlanePoint[];
  /** Name of each step. */
  readonly steps: readonly string[];
  readonly remark: string;
  /** A part of the plane that is drawn again, larger, beside it; null for none. */
  readonly zoom: PlaneWindow | null;
  /** Single trials whose means the paths are, drawn thin; empty when only the means are. */
  readonly trials: readonly TrialPoint[];
}

/** A part of the plane: least and greatest value of each axis. */
export interface PlaneWindow {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** A point of one trial's path. */
export type TrialPoint = {
  readonly series: string;
  readonly panel: string;
  readonly trial: string;
  readonly step: number;
  readonly x: number;
  readonly y: number;
};

/** The information plane: one path a layer, lighter where it is earlier, up to the step that the slider names. */
export function informationPlaneFigure(chart: InformationPlane): Figure {
  const legend = chart.layers.map((series, place) => ({ series, label: series, place }));
  const names = [...new Set(chart.points.map((point) => point.panel))];
  const intervals = chart.points.some((point) => point.x_low !== null);
  const means = intervals ? ' Means over trials; the bars are 95 % intervals of the mean at that step.' : '';
  return {
    id: chart.id,
    title: chart.title,
    caption:
      'One path a layer, from the first row of the training to the step under the slider, where the large symbol stands; earlier points are lighter.' +
      `${chart.limit === null ? '' : ' The dashed line is log2 of the number of classes, the most that Y can hold.'}` +
      `${chart.zoom === null ? '' : ' The dotted frame is drawn larger beside it.'}` +
      `${chart.trials.length > 0 ? ' Thin lines: single trials.' : ''}${means}${chart.remark}`,
    alt: describe(chart),
    legend,
    panels: names.flatMap((name) => {
      const main = planePanel(chart, legend, name, null, names.length === 1 && chart.zoom === null);
      return chart.zoom === null ? [main] : [main, planePanel(chart, legend, name, chart.zoom, false)];
    }),
    scrubber:
      chart.steps.length > 1 ? { parameter: 'upto', label: 'training up to', steps: chart.steps } : null,
    switches: [{ parameter: 'whole', label: 'axes from 0', on: true }],
    data: chart.points.map(({ series, panel, ...point }) => ({ layer: series, panel, ...point })),
  };
}

function planePanel(
  chart: InformationPlane,
  legend: readonly LegendEntry[],
  name: string,
  window: PlaneWindow | null,
  only: boolean,
): Panel {
  const { x, y } = planeAxes(chart, window);
  const vegaLite: JsonObject = {
    data: { values: chart.points.filter((point) => point.panel === name) },
    params: [
      hiddenParameter,
      { name: 'upto', value: chart.steps.length - 1 },
      { name: 'whole', value: true },
    ],
    transform: [shownOnly, { filter: 'datum.step <= upto' }],
    encoding: { x, y, color: colourBySeries(legend) },
    layer: planeLayers(chart, legend, name, window),
  };
  const heading = chart.points.every((point) => point.panel === name) ? '' : name;
  if (chart.zoom === null) return { title: heading, group: '', wide: only, vegaLite };
  return { title: window ? 'in the frame' : '', group: heading, wide: false, vegaLite };
}

/** From the back to the front: the limit, the frame, single trials, the paths, and where they stand with the bars. */
function planeLayers(
  chart: InformationPlane,
  legend: readonly LegendEntry[],
  name: string,
  window: PlaneWindow | null,
): readonly JsonObject[] {
  const { x, y } = planeAxes(chart, window);
  const head = { filter: 'datum.step === upto' };
  return [
    ...(chart.limit === null || window ? [] : [limitRule(chart.limit, y)]),
    ...(chart.zoom === null || window ? [] : [windowFrame(chart.zoom, x, y)]),
    ...(chart.trials.length === 0 ? [] : [trialPaths(chart.trials.filter((point) => point.panel === name))]),
    {
      mark: { type: 'line', strokeWidth: 1.2, opacity: 0.45, clip: true },
      encoding: { order: { field: 'step', type: 'quantitative' } },
    },
    {
      mark: { type: 'circle', size: 22, clip: true },
      encoding: {
        opacity: {
          field: 'step',
          type: 'quantitative',
          scale: { domain: [0, Math.max(1, chart.steps.length - 1)], range: [0.2, 0.9] },
          legend: null,
        },
        tooltip: tooltip(chart),
      },
    },
    bar(head, { x: { ...x, field: 'x_low' }, x2: { field: 'x_high' } }, 'x_low'),
    bar(head, { y: { ...y, field: 'y_low' }, y2: { field: 'y_high' } }, 'y_low'),
    {
      transform: [head],
      mark: {
        type: 'point',
        filled: true,
        size: 130,
        opacity: 1,
        stroke: 'var(--panel)',
        strokeWidth: 1.5,
        clip: true,
      },
      encoding: { shape: shapeBySeries(legend), tooltip: tooltip(chart) },
    },
  ];
}

/** Axes over all values, from 0 if so wished, or over a window. */
function planeAxes(chart: InformationPlane, window: PlaneWindow | null): { x: JsonObject; y: JsonObject } {
  if (window) {
    const fixed = (domain: readonly [number, number]) => ({ domain, zero: false, nice: false });
    return { x: axis('x', chart.x, fixed(window.x)), y: axis('y', chart.y, fixed(window.y)) };
  }
  const all = [...chart.points, ...chart.trials];
  const [xs, ys] = [extent(all.map((point) => point.x)), extent(all.map((point) => point.y))];
  return {
    x: axis('x', chart.x, scaleFor(...xs)),
    y: axis('y', chart.y, scaleFor(...ys, chart.limit ?? ys[1])),
  };
}

function windowFrame(window: PlaneWindow, x: JsonObject, y: JsonObject): JsonObject {
  const [[left, right], [low, high]] = [window.x, window.y];
  return {
    data: { values: [{ left, right, low, high }] },
    transform: [],
    mark: { type: 'rect', fillOpacity: 0, strokeDash: [2, 3], strokeWidth: 1, clip: true },
    encoding: {
      x: { ...x, field: 'left' },
      x2: { field: 'right' },
      y: { ...y, field: 'low' },
      y2: { field: 'high' },
      color: null,
      stroke: { value: 'var(--muted)' },
    },
  };
}

function trialPaths(points: readonly TrialPoint[]): JsonObject {
  return {
    data: { values: points },
    mark: { type: 'line', strokeWidth: 0.7, opacity: 0.35, clip: true },
    encoding: { detail: { field: 'trial', type: 'nominal' }, order: { field: 'step', type: 'quantitative' } },
  };
}

function axis(field: string, title: string, scale: JsonObject): JsonObject {
  return { field, type: 'quantitative', scale, axis: { title } };
}

function bar(head: JsonObject, encoding: JsonObject, low: string): JsonObject {
  return {
    transform: [head, { filter: `isValid(datum.${low})` }],
    mark: { type: 'rule', strokeWidth: 1.5, clip: true },
    encoding,
  };
}

function limitRule(limit: number, y: JsonObject): JsonObject {
  return {
    data: { values: [{ limit }] },
    transform: [],
    mark: { type: 'rule', strokeDash: [4, 4], color: 'var(--muted)', strokeWidth: 1, clip: true },
    encoding: { x: null, color: { value: 'var(--muted)' }, y: { ...y, field: 'limit' } },
  };
}

function tooltip(chart: InformationPlane): readonly JsonObject[] {
  return [
    { field: 'series', type: 'nominal', title: 'layer' },
    { field: 'epoch', type: 'quantitative', title: 'epoch', format: '.3~f' },
    { field: 'iteration', type: 'quantitative', title: 'iteration' },
    { field: 'x', type: 'quantitative', title: chart.x, format: '.4f' },
    { field: 'y', type: 'quantitative', title: chart.y, format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}

function describe(chart: InformationPlane): string {
  const paths = chart.layers.flatMap((layer) => {
    const path = chart.points.filter((point) => point.series === layer);
    const [first, last] = [path[0], path.at(-1)];
    return first && last
      ? `${layer} goes from (${brief(first.x)}, ${brief(first.y)}) to (${brief(last.x)}, ${brief(last.y)}).`
      : [];
  });
  return `Information plane, ${chart.x} across and ${chart.y} up, over the training. ${paths.join(' ')}`;
}
