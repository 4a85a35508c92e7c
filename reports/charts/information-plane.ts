import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import { brief, colourBySeries, hiddenParameter, scaleFor, shapeBySeries, shownOnly } from './panel-parts.ts';

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
}

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
      `${chart.limit === null ? '' : ' The dashed line is log2 of the number of classes, the most that Y can hold.'}${means}${chart.remark}`,
    alt: describe(chart),
    legend,
    panels: names.map((name) => planePanel(chart, legend, name, names.length === 1)),
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
  only: boolean,
): Panel {
  const xs = chart.points.map((point) => point.x);
  const ys = chart.points.map((point) => point.y);
  const most = Math.max(...ys);
  const x = axis('x', chart.x, scaleFor(Math.min(...xs), Math.max(...xs)));
  const y = axis('y', chart.y, scaleFor(Math.min(...ys), most, chart.limit ?? most));
  const head = { filter: 'datum.step === upto' };
  const vegaLite: JsonObject = {
    data: { values: chart.points.filter((point) => point.panel === name) },
    params: [
      hiddenParameter,
      { name: 'upto', value: chart.steps.length - 1 },
      { name: 'whole', value: true },
    ],
    transform: [shownOnly, { filter: 'datum.step <= upto' }],
    encoding: { x, y, color: colourBySeries(legend) },
    layer: [
      ...(chart.limit === null ? [] : [limitRule(chart.limit, y)]),
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
    ],
  };
  return { title: only ? '' : name, group: '', wide: only, vegaLite };
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
