import type { JsonObject } from '../../src/plan/plan.ts';
import type { LegendEntry, Panel, Switch } from '../report-input.ts';
import { courseColours } from './palette.ts';
import {
  colourBySeries,
  extent,
  hiddenParameter,
  rounded,
  scaleFor,
  shapeBySeries,
  shownOnly,
  switchParameters,
} from './panel-parts.ts';
import type { InformationPlane, PlaneWindow } from './plane-data.ts';
import { withDots } from './plane-dots.ts';

/** Steps that the drawing without JavaScript shows. */
const stillSteps = 80;

export interface PlanePart {
  readonly chart: InformationPlane;
  readonly legend: readonly LegendEntry[];
  /** Model and settings. */
  readonly name: string;
  readonly switches: readonly Switch[];
  /** Value of the parameter `shown` for means over trials, which is the one at the start. */
  readonly shown: string;
}

/** The axes of a plane, whole or a window of it. */
export function planePanel(part: PlanePart, window: PlaneWindow | null): Pick<Panel, 'vegaLite' | 'still'> {
  const { chart, legend, name, switches, shown } = part;
  const { x, y } = planeAxes(chart, window);
  const iterations = new Map(chart.points.map(({ step, iteration }) => [step, iteration]));
  const means = withDots(
    chart.points.filter(({ panel }) => panel === name),
    ({ series }) => series,
  ).map(({ panel: _, trials, ...point }) => ({ ...shortened(point), trial: shown, trials }));
  const singles = withDots(
    chart.trials.filter(({ panel }) => panel === name),
    ({ series, trial }) => `${series}\n${trial}`,
  ).map(({ panel: _, ...point }) => ({
    ...point,
    iteration: iterations.get(point.step) ?? 0,
    x: rounded(point.x),
    y: rounded(point.y),
  }));
  const last = chart.steps.length - 1;
  const vegaLite: JsonObject = {
    data: { values: switches.some(({ parameter }) => parameter === 'each') ? [...means, ...singles] : means },
    params: [
      hiddenParameter,
      { name: 'upto', value: last },
      { name: 'shown', value: shown },
      { name: 'stride', value: 1 },
      ...switchParameters(switches),
    ],
    transform: [
      shownOnly,
      { filter: 'datum.step <= upto && (datum.step % stride === 0 || datum.step === upto)' },
    ],
    encoding: { x, y, color: colourBySeries(legend) },
    layer: planeLayers(part, window),
    resolve: { scale: { color: 'independent' } },
  };
  return { vegaLite, still: { stride: Math.max(1, Math.ceil(chart.steps.length / stillSteps)) } };
}

/** From the back to the front: the limit, the frame, all trials, the paths, and where they stand with the bars. */
function planeLayers(
  { chart, legend, shown, switches }: PlanePart,
  window: PlaneWindow | null,
): readonly JsonObject[] {
  const { x, y } = planeAxes(chart, window);
  const color = colourBySeries(legend);
  const head = { filter: 'datum.trial === shown && datum.step === upto' };
  return [
    ...(chart.limit === null || window ? [] : [limitRule(chart.limit, y)]),
    ...(chart.zoom === null || window ? [] : [windowFrame(chart.zoom, x, y)]),
    ...(switches.some(({ parameter }) => parameter === 'each') ? [allTrials(shown, color)] : []),
    ...pathMarks(chart, color, { filter: 'datum.trial === shown' }),
    bar(head, { x: { ...x, field: 'x_low' }, x2: { field: 'x_high' }, color }, 'x_low'),
    bar(head, { y: { ...y, field: 'y_low' }, y2: { field: 'y_high' }, color }, 'y_low'),
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
      encoding: { color, shape: shapeBySeries(legend), tooltip: tooltip(chart) },
    },
  ];
}

/** The paths: thin lines in the layers' colours; points, coloured by their iteration or, lighter where earlier, as their layers. */
function pathMarks(chart: InformationPlane, color: JsonObject, one: JsonObject): readonly JsonObject[] {
  const size = chart.steps.length > 150 ? 12 : 26;
  const last = Math.max(1, ...chart.points.map(({ iteration }) => iteration));
  return [
    {
      transform: [one],
      mark: { type: 'line', strokeWidth: 1.1, opacity: 0.55, clip: true },
      encoding: { color, order: { field: 'step', type: 'quantitative' } },
    },
    {
      transform: [one, { filter: 'course && datum.dot' }],
      mark: { type: 'circle', size, opacity: 0.9, clip: true },
      encoding: {
        color: {
          field: 'iteration',
          type: 'quantitative',
          scale: { type: 'quantize', domain: [0, last], range: courseColours },
          legend: null,
        },
        tooltip: tooltip(chart),
      },
    },
    {
      transform: [one, { filter: '!course && datum.dot' }],
      mark: { type: 'circle', size, clip: true },
      encoding: {
        color,
        opacity: {
          field: 'iteration',
          type: 'quantitative',
          scale: { domain: [0, last], range: [0.25, 0.95] },
          legend: null,
        },
        tooltip: tooltip(chart),
      },
    },
  ];
}

/** Axes over all values, from 0 if so wished, or over a window. */
function planeAxes(chart: InformationPlane, window: PlaneWindow | null): { x: JsonObject; y: JsonObject } {
  if (window) {
    const fixed = (domain: readonly [number, number]) => ({ domain, zero: false, nice: false });
    return { x: axis('x', chart.x, fixed(window.x)), y: axis('y', chart.y, fixed(window.y)) };
  }
  const all = chart.eachTrial ? [...chart.points, ...chart.trials] : chart.points;
  const ys = extent(all.map((point) => point.y));
  return {
    x: axis('x', chart.x, scaleFor({ own: extent(all.map((point) => point.x)) })),
    y: axis('y', chart.y, scaleFor({ own: ys, limit: 1.02 * (chart.limit ?? ys[1]) })),
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

function allTrials(shown: string, color: JsonObject): JsonObject {
  return {
    transform: [{ filter: `each && shown === '${shown}' && datum.trial !== shown` }],
    mark: { type: 'line', strokeWidth: 0.7, opacity: 0.3, clip: true },
    encoding: {
      color,
      detail: { field: 'trial', type: 'nominal' },
      order: { field: 'step', type: 'quantitative' },
    },
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
    { field: 'trial', type: 'nominal', title: 'trial' },
    { field: 'epoch', type: 'quantitative', title: 'epoch', format: '.3~f' },
    { field: 'iteration', type: 'quantitative', title: 'iteration' },
    { field: 'x', type: 'quantitative', title: chart.x, format: '.4f' },
    { field: 'y', type: 'quantitative', title: chart.y, format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}

function shortened<Point extends { readonly x: number; readonly y: number }>(point: Point): JsonObject {
  const numbers = Object.entries(point).map(([name, value]) => [
    name,
    typeof value === 'number' ? rounded(value) : value,
  ]);
  return Object.fromEntries(numbers);
}
