import { groupRows } from '../../src/table/group-rows.ts';
import type { Figure, Panel, Switch } from '../report-input.ts';
import { pathsCross } from './crossing-paths.ts';
import { brief, extent, legendOf, trialWords } from './panel-parts.ts';
import type { InformationPlane } from './plane-data.ts';
import { type PlanePart, planePanel } from './plane-panel.ts';

/** Most small planes of single layers. */
const mostApart = 12;
/** What share of an axis a part may have that is drawn larger. */
const mostOfAxis = 2 / 3;
/** The value of the choice that shows means. */
const meanOfTrials = 'mean';

/**
 * The information plane: one path a layer up to the step that the slider names, coloured by the course of the training or by
 * layer, as the mean over trials or one of them.
 */
export function informationPlaneFigure(given: InformationPlane): Figure {
  const chart = enlarges(given) ? given : { ...given, zoom: null };
  const legend = legendOf(chart.layers);
  const names = [...new Set(chart.points.map((point) => point.panel))];
  const trials = [...new Set(chart.trials.map((point) => point.trial))];
  const switches: Switch[] = [
    { parameter: 'course', label: 'colour by iteration', on: true },
    { parameter: 'whole', label: 'axes from 0', on: true },
    ...(trials.length > 1
      ? [
          {
            parameter: 'each',
            label: `${trials.length < given.trialCount ? trials.length : 'all'} trials behind the mean`,
            on: chart.eachTrial,
          },
        ]
      : []),
  ];
  const parts = names.map((name) => ({ chart, legend, name, switches, shown: meanOfTrials, alone: null }));
  const apart = parts.length * chart.layers.length <= mostApart ? parts.filter(needsApart) : [];
  const own = parts.flatMap((part) => panelsOf(part, names.length > 1, apart.includes(part)));
  // those of a group one after the other, as they stand on the page and are lettered
  const panels = [...groupRows(own, ({ group }) => group).values()].flat();
  const numbers = chart.points.map((point) => point.trials);
  return {
    id: chart.id,
    title: chart.title,
    caption: captionOf(
      chart,
      trialWords(numbers, 'bars at the large symbols'),
      given.zoom !== null && chart.zoom === null,
      apart.length > 0,
    ),
    alt: describe(chart),
    legend,
    panels,
    scrubber:
      chart.steps.length > 1 ? { parameter: 'upto', label: 'training up to', steps: chart.steps } : null,
    switches,
    choice:
      trials.length > 1
        ? {
            parameter: 'shown',
            label: 'show',
            options: [
              { value: meanOfTrials, label: `mean of ${given.trialCount} trials` },
              ...trials.map((trial) => ({ value: trial, label: trial })),
            ],
          }
        : null,
    course: chart.steps.length > 1 ? { first: chart.steps[0]!, last: chart.steps.at(-1)! } : null,
    data: chart.points.map(({ series, panel, ...point }) => ({ layer: series, panel, ...point })),
  };
}

/** Whether the part to draw larger would be: no more than two thirds of an axis. */
function enlarges({ zoom, points, limit }: InformationPlane): boolean {
  if (zoom === null) return false;
  const share = (of: readonly [number, number], values: readonly number[]) => {
    const [least, most] = extent([0, ...values]);
    return (of[1] - of[0]) / (most - least || 1);
  };
  const across = share(
    zoom.x,
    points.map(({ x }) => x),
  );
  const up = share(zoom.y, [...points.map(({ y }) => y), limit ?? 0]);
  return Math.min(across, up) <= mostOfAxis;
}

function needsApart({ chart, name }: PlanePart): boolean {
  return pathsCross(chart.points.filter(({ panel }) => panel === name));
}

/** The plane of a network, a part of it larger where that helps, and a small plane for each layer where paths lie over each other. */
function panelsOf(part: PlanePart, several: boolean, apart: boolean): Panel[] {
  const { chart, name } = part;
  const heading = several ? name : apart ? 'all layers' : '';
  const small = apart
    ? chart.layers
        .filter((layer) => chart.points.some(({ panel, series }) => panel === name && series === layer))
        .map(
          (layer): Panel => ({
            title: layer,
            group: several ? `${name}, layer by layer` : 'layer by layer',
            size: 'small',
            ...planePanel({ ...part, alone: layer }, null),
          }),
        )
    : [];
  if (chart.zoom === null)
    return [
      { title: heading, group: '', size: several ? 'tall' : 'wide', ...planePanel(part, null) },
      ...small,
    ];
  return [
    { title: 'whole', group: several ? name : '', size: 'tall', ...planePanel(part, null) },
    { title: 'the dotted frame', group: several ? name : '', size: 'tall', ...planePanel(part, chart.zoom) },
    ...small,
  ];
}

function captionOf(
  { limit, zoom, remark, trials, trialCount }: InformationPlane,
  means: string,
  fills: boolean,
  apart: boolean,
): string {
  const shown = new Set(trials.map(({ trial }) => trial)).size;
  return (
    'One path per layer, from the first row of the training to the step chosen with the slider, where the large symbol is.' +
    `${limit === null ? '' : ' The dashed line is log2 of the number of classes, the most that Y can hold.'}` +
    `${zoom === null ? '' : ' The area in the dotted frame is drawn larger beside it.'}` +
    `${fills ? ' The part that was to be drawn larger fills the plane, so it is not drawn again.' : ''}` +
    `${apart ? ' Since paths lie over each other, each layer has a plane of its own too, in front of the others in grey.' : ''}${means}${shown < trialCount ? ` ${shown} of them can be shown one by one.` : ''}${remark}`
  );
}

function describe(chart: InformationPlane): string {
  const panels = [...new Set(chart.points.map((point) => point.panel))];
  const paths = panels.flatMap((panel) =>
    chart.layers.flatMap((layer) => {
      const path = chart.points.filter((point) => point.series === layer && point.panel === panel);
      const [first, last] = [path[0], path.at(-1)];
      if (!first || !last) return [];
      const name = panels.length > 1 ? `${layer}, ${panel},` : layer;
      const most = extent(path.map((point) => point.x))[1];
      const back = most - last.x > 0.1 * (most - first.x) && most > first.x;
      const turn = back ? `, after ${chart.x} was ${brief(most)} at most` : '';
      return `${name} goes from (${brief(first.x)}, ${brief(first.y)}) to (${brief(last.x)}, ${brief(last.y)})${turn}.`;
    }),
  );
  return `Information plane, ${chart.x} across and ${chart.y} up, over the training. ${paths.join(' ')}`;
}
