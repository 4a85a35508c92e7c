import type { JsonObject } from '../../src/plan/plan.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { quantityTitle } from '../data/quantity-title.ts';
import type { Figure, Panel } from '../report-input.ts';
import { courseColours } from './palette.ts';
import { brief, extent } from './panel-parts.ts';

/** The change of a value from one layer to the next, in one trial at one row. */
export type LayerStep = {
  /** Heading of the panel: the claims that judge it, and the setting that sets it apart. */
  readonly panel: string;
  readonly estimator: string;
  readonly quantity: string;
  readonly unit: string;
  readonly step: string;
  /** In the unit of the quantity. */
  readonly change: number;
  /** The tolerance with its sign: changes beyond it break the claim. Null where nothing is claimed. */
  readonly limit: number | null;
  /** Whether a fall breaks it; a rise else. */
  readonly falls: boolean;
  readonly breaks: boolean;
  readonly trial: string;
  readonly epoch: string;
  readonly iteration: number;
};

export interface LayerSteps {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly LayerStep[];
}

/** Steps of claims about the order of layers: a panel each, dots in the colours of the training's course, those beyond the tolerance ringed. */
export function layerStepsFigure({ id, title, steps }: LayerSteps): Figure {
  const [first, last] = extent(steps.map(({ iteration }) => iteration));
  const panels = [...groupRows(steps, ({ panel }) => panel)].map(([heading, own]) =>
    stepsPanel(heading, own, Math.max(last, first + 1)),
  );
  const ends = [first, last].map((at) => steps.find(({ iteration }) => iteration === at)?.epoch ?? '');
  return {
    id,
    title,
    caption: captionOf(steps),
    alt: describe(steps),
    legend: [],
    panels,
    scrubber: null,
    switches: [],
    course: last > first ? { first: ends[0]!, last: ends[1]! } : null,
    data: steps.map(({ falls: _, ...step }) => step),
  };
}

function stepsPanel(title: string, steps: readonly LayerStep[], last: number): Panel {
  const { limit, falls } = steps[0]!;
  const [low, high] = extent([0, limit ?? 0, ...steps.map(({ change }) => change)]);
  const margin = 0.06 * (high - low || 1);
  const domain = [low - margin, high + margin];
  const names = [...new Set(steps.map(({ step }) => step))];
  const y = { type: 'quantitative', scale: { domain, nice: false, zero: false }, axis: { title: null } };
  const x = {
    field: 'step',
    type: 'ordinal',
    sort: null,
    scale: { domain: names, paddingInner: 0.35, paddingOuter: 0.2 },
    axis: { title: null, labelAngle: names.join('').length > 44 ? -30 : 0, grid: false },
  };
  const drawn = { x, y, last, title: quantityTitle(steps[0]!) };
  const vegaLite: JsonObject = {
    data: { values: steps },
    layer: [
      ...(limit === null
        ? []
        : [
            {
              data: { values: [{ from: limit, to: domain[falls ? 0 : 1]! }] },
              mark: { type: 'rect', color: 'var(--bad)', opacity: 0.07 },
              encoding: { y: { ...y, field: 'from' }, y2: { field: 'to' } },
            },
          ]),
      {
        data: { values: [{ at: 0 }] },
        mark: { type: 'rule', color: 'var(--muted)', strokeWidth: 1 },
        encoding: { y: { ...y, field: 'at' } },
      },
      ...(limit === null
        ? []
        : [
            {
              data: { values: [{ at: limit }] },
              mark: { type: 'rule', color: 'var(--bad)', strokeDash: [5, 3], strokeWidth: 1.4 },
              encoding: { y: { ...y, field: 'at' } },
            },
          ]),
      dots('!datum.breaks', { size: 22 }, drawn),
      dots('datum.breaks', { size: 46, stroke: 'var(--bad)', strokeWidth: 1.6 }, drawn),
    ],
  };
  return { title: `${title}: ${quantityTitle(steps[0]!)}`, group: '', size: 'tall', vegaLite };
}

/** The dots that `filter` leaves, side by side in the order of the rows. */
function dots(
  filter: string,
  mark: JsonObject,
  {
    x,
    y,
    last,
    title,
  }: { readonly x: JsonObject; readonly y: JsonObject; readonly last: number; readonly title: string },
): JsonObject {
  return {
    transform: [{ filter }],
    mark: { type: 'point', filled: true, opacity: 0.8, ...mark },
    encoding: {
      x,
      xOffset: { field: 'iteration', type: 'quantitative', scale: { domain: [0, last] } },
      y: { ...y, field: 'change' },
      color: {
        field: 'iteration',
        type: 'quantitative',
        legend: null,
        scale: { type: 'quantize', domain: [0, last], range: courseColours },
      },
      tooltip: tooltip(title),
    },
  };
}

function tooltip(title: string): readonly JsonObject[] {
  return [
    { field: 'step', type: 'nominal', title: 'step' },
    { field: 'change', type: 'quantitative', title: `change of ${title}`, format: '+.4f' },
    { field: 'epoch', type: 'nominal', title: 'at' },
    { field: 'iteration', type: 'quantitative', title: 'iteration' },
    { field: 'trial', type: 'nominal', title: 'trial' },
  ];
}

function captionOf(steps: readonly LayerStep[]): string {
  const beyond = steps.filter(({ breaks }) => breaks).length;
  const trials = new Set(steps.map(({ trial }) => trial)).size;
  const rows = new Set(steps.map(({ iteration }) => iteration)).size;
  return `Change from each layer to the next: a dot for each of ${count(trials, 'trial')} and ${count(rows, 'row')}.${steps.some(({ limit }) => limit !== null) ? ` The dashed line is the tolerance of the claim; ringed dots beyond it break it (${beyond} of the ${steps.length} drawn).` : ''}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function describe(steps: readonly LayerStep[]): string {
  const panels = [...groupRows(steps, ({ panel }) => panel)].slice(0, 8).map(([panel, own]) => {
    const said = [...groupRows(own, ({ step }) => step)].map(([step, dots]) => {
      const [low, high] = extent(dots.map(({ change }) => change));
      const beyond = dots.filter(({ breaks }) => breaks).length;
      return `${step} ${brief(low)} to ${brief(high)}${beyond > 0 ? ` (${beyond} beyond the tolerance)` : ''}`;
    });
    return `${panel}: ${said.join('; ')}.`;
  });
  return `Dot plots of the change from layer to layer. ${panels.join(' ')}`;
}
