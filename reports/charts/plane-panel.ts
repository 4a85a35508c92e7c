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
import type { InformationPlane, PlanePoint, PlaneWindow, TrialPoint } from './plane-data.ts';
import { drawnPoints, pathRoom, roomAlone, singleRoom } from './plane-dots.ts';

/** Points of a path that the drawing without JavaScript shows. */
const stillPoints = 80;
export interface PlanePart {
  readonly chart: InformationPlane;
  readonly legend: readonly LegendEntry[];
  /** Model and settings. */
  readonly name: string;
  readonly switches: readonly Switch[];
  /** Value of the parameter `shown` for means over trials, which is the one at the start. */
  readonly shown: string;
  /** The layer that is drawn alone, the others thin behind it; all of them when null. */
  readonly alone: string | null;
}

/** The axes of a plane, whole or a window of it. */
export function planePanel(part: PlanePart, window: PlaneWindow | null): Pick<Panel, 'vegaLite' | 'still'> {
  const { chart, legend, name, switches, shown, alone } = part;
  const { x, y } = planeAxes(chart, window);
  const isDrawn = ({ panel, series }: PlanePoint | TrialPoint) =>
    panel === name && (alone === null || series === alone);
  const most = alone === null ? pathRoom(chart.layers.length) : roomAlone;
  const iterations = new Map(chart.points.map(({ step, iteration }) => [step, iteration]));
  const means = drawnPoints(chart.points.filter(isDrawn), ({ series }) => series, most).map(
    ({ panel: _, at, trials, ...point }) => ({ ...shortened(point), at, trial: shown, trials }),
  );
  const pathOf = ({ series, trial }: TrialPoint) => `${series}\n${trial}`;
  const singles = drawnPoints(
    chart.trials.filter(isDrawn),
    pathOf,
    singleRoom(most, chart.layers.length * chart.trialCount),
  ).map(({ panel: _, ...point }) => ({
    ...shortened(point),
    iteration: iterations.get(point.step) ?? 0,
  }));
  const last = chart.steps.length - 1;
  const longest = Math.max(1, ...means.map(({ at }) => at + 1));
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
      { filter: 'datum.step <= upto && (datum.at % stride === 0 || upto < datum.next)' },
    ],
    encoding: { x, y, color: colourBySeries(legend) },
    layer: planeLayers(part, window),
    resolve: { scale: { color: 'independent' } },
  };
  return { vegaLite, still: { stride: Math.max(1, Math.ceil(longest / stillPoints)) } };
}

/** From the back to the front: the limit, the frame, all trials, the paths, and where they stand with the bars. */
function planeLayers(part: PlanePart, window: PlaneWindow | null): readonly JsonObject[] {
  const { chart, legend, shown, switches, alone } = part;
  const { x, y } = planeAxes(chart, window);
  const color = colourBySeries(legend);
  const head = { filter: 'datum.trial === shown && upto < datum.next' };
  return [
    ...(chart.limit === null || window ? [] : [limitRule(chart.limit, y)]),
    ...(chart.zoom === null || window || alone !== null ? [] : [windowFrame(chart.zoom, x, y)]),
    ...(alone === null ? [] : [otherPaths(part)]),
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

/** Points of the paths behind the one that is drawn alone. */
const mostBehind = 40;

/** The paths of the other layers over the whole training, thin and grey. */
function otherPaths({ chart, name, alone }: PlanePart): JsonObject {
  const others = chart.points.filter(({ panel, series }) => panel === name && series !== alone);
  const every = Math.max(1, Math.ceil(chart.steps.length / mostBehind));
  const values = others
    .filter(({ step }) => step % every === 0 || step === chart.steps.length - 1)
    .map(({ series, step, x, y }) => ({ series, step, x: rounded(x), y: rounded(y) }));
  return {
    data: { values },
    transform: [],
    mark: { type: 'line', strokeWidth: 1, opacity: 0.35, clip: true },
    encoding: {
      color: { value: 'var(--muted)' },
      detail: { field: 'series', type: 'nominal' },
      order: { field: 'step', type: 'quantitative' },
    },
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
