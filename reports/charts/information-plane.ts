import type { Figure, Panel, Switch } from '../report-input.ts';
import { brief, extent, legendOf, trialWords } from './panel-parts.ts';
import type { InformationPlane } from './plane-data.ts';
import { planePanel } from './plane-panel.ts';

/** The value of the choice that shows means. */
const meanOfTrials = 'mean';

/**
 * The information plane: one path a layer up to the step that the slider names, coloured by the course of the training or by
 * layer, as the mean over trials or one of them.
 */
export function informationPlaneFigure(chart: InformationPlane): Figure {
  const legend = legendOf(chart.layers);
  const names = [...new Set(chart.points.map((point) => point.panel))];
  const trials = [...new Set(chart.trials.map((point) => point.trial))];
  const switches: Switch[] = [
    { parameter: 'course', label: 'colour by iteration', on: true },
    { parameter: 'whole', label: 'axes from 0', on: true },
    ...(trials.length > 1
      ? [{ parameter: 'each', label: 'all trials behind the mean', on: chart.eachTrial }]
      : []),
  ];
  const panels = names.flatMap((name): Panel[] => {
    const heading = names.length === 1 ? '' : name;
    const part = { chart, legend, name, switches, shown: meanOfTrials };
    if (chart.zoom === null)
      return [
        { title: heading, group: '', size: names.length === 1 ? 'wide' : 'tall', ...planePanel(part, null) },
      ];
    return [
      { title: 'whole', group: heading, size: 'tall', ...planePanel(part, null) },
      { title: 'the dotted frame', group: heading, size: 'tall', ...planePanel(part, chart.zoom) },
    ];
  });
  const numbers = chart.points.map((point) => point.trials);
  return {
    id: chart.id,
    title: chart.title,
    caption: captionOf(chart, trialWords(numbers, 'bars at the large symbols')),
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
              { value: meanOfTrials, label: `mean of ${trials.length} trials` },
              ...trials.map((trial) => ({ value: trial, label: trial })),
            ],
          }
        : null,
    course: chart.steps.length > 1 ? { first: chart.steps[0]!, last: chart.steps.at(-1)! } : null,
    data: chart.points.map(({ series, panel, ...point }) => ({ layer: series, panel, ...point })),
  };
}

function captionOf({ limit, zoom, remark }: InformationPlane, means: string): string {
  return (
    'One path per layer, from the first row of the training to the step chosen with the slider, where the large symbol is.' +
    `${limit === null ? '' : ' The dashed line is log2 of the number of classes, the most that Y can hold.'}` +
    `${zoom === null ? '' : ' The area in the dotted frame is drawn larger beside it.'}${means}${remark}`
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
