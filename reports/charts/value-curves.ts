import { groupRows } from '../../src/table/group-rows.ts';
import { joinWords } from '../data/join-words.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import type { EpochTrace, EpochValue } from './curve-data.ts';
import { describeCurves, meanWords } from './curve-words.ts';
import { drawnTrials, mostSymbols } from './drawn-curves.ts';
import { curveEnds, epochPanel } from './epoch-curves.ts';
import { drawnCurves, type Ends, extent, firstPoints, legendOf, scaleSwitches } from './panel-parts.ts';

/** A point of a curve: `series` is the layer, estimator and settings that set it apart. */
export type ValuePoint = EpochValue & {
  /** Quantity with its unit, or the unit alone: a row of panels. */
  readonly group: string;
  /** Heading of the panel, or empty. */
  readonly panel: string;
  /** Quantity of the estimate. */
  readonly quantity: string;
  /** What the series is without its quantity, such as its layer. */
  readonly part: string;
};

/** A value of one trial. */
export type ValueTrace = EpochTrace & Pick<ValuePoint, 'group' | 'panel'>;

export interface ValueCurves {
  readonly id: string;
  readonly title: string;
  readonly points: readonly ValuePoint[];
  /** The trials behind the means. */
  readonly traces: readonly ValueTrace[];
  /** What the values of a group can be; see `possibleEnds`. */
  readonly possibleOf: (group: string) => Ends;
  /** The end of the caption, a blank before it; empty when there is no more to say. */
  readonly remark: string;
}

/** Panels start on one scale while none is squeezed into less than a third of it. */
const mostSpread = 3;

/** Values over the epochs: a row of panels for each quantity or unit; a panel for each heading. */
export function valueCurvesFigure(whole: ValueCurves): Figure {
  const { drawn, words: left } = drawnCurves(whole.points);
  const trials = drawnTrials(whole.traces, ({ group, panel }) => `${group}\n${panel}`);
  const chart = { ...whole, points: drawn, traces: trials.traces, remark: left + whole.remark };
  const legend = curvesLegend(chart.points);
  const groups = [...groupRows(chart.points, (point) => point.group)];
  const headings = new Set(chart.points.map((point) => point.panel)).size;
  const tracesOf = groupRows(chart.traces, ({ group }) => group);
  const ranges = groups.map(([group, points]) => {
    const panels = groupRows(points, (point) => point.panel);
    const traces = groupRows(tracesOf.get(group) ?? [], ({ panel }) => panel);
    return [...panels].map(([panel, curves]) =>
      curveEnds(curves, traces.get(panel), chart.possibleOf(group)),
    );
  });
  // The group whose panels differ most decides whether panels start on one scale.
  const widest = ranges.reduce<readonly Ends[]>((a, b) => (spread(b) > spread(a) ? b : a), []);
  const switches = scaleSwitches(false, widest.length > 1 ? spread(widest) <= mostSpread : null);
  const panels = groups.flatMap(([group, points], place): Panel[] => {
    return [...groupRows(points, (point) => point.panel)].map(([heading, curves]) =>
      epochPanel({
        title: heading,
        group,
        size: groups.length === 1 && headings === 1 ? 'wide' : 'small',
        yTitle: null,
        about: group,
        legend,
        switches,
        points: curves,
        traces: (tracesOf.get(group) ?? []).filter(({ panel }) => panel === heading),
        possible: chart.possibleOf(group),
        ...(widest.length > 1 ? { shared: joined(ranges[place]!) } : {}),
      }),
    );
  });
  const counts = chart.points.map((point) => point.trials);
  const words = meanWords(counts, 'bands', trials);
  return {
    id: chart.id,
    title: chart.title,
    caption: `Value over the training.${words}${chart.remark}`,
    alt: describe(
      groups.map(([group]) => group),
      chart.points,
    ),
    legend,
    panels,
    scrubber: null,
    switches,
    data: whole.points.map(({ group, panel, part, ...point }) => ({ panel, ...point })),
  };
}

function joined(ranges: readonly Ends[]): Ends {
  return extent(ranges.flat());
}

/** How many times as high the highest panel is as the lowest. */
function spread(ranges: readonly Ends[]): number {
  const most = ranges.map(([, end]) => Math.abs(end));
  return ranges.length < 2 ? 0 : Math.max(...most) / Math.max(1e-12, Math.min(...most));
}

/** Where panels hold several quantities, a colour is a layer, and a further quantity is dashed. */
function curvesLegend(points: readonly ValuePoint[]): LegendEntry[] {
  const first = firstPoints(points);
  const parts = [...new Set(first.map((point) => point.part))];
  const groups = [...groupRows(first, (point) => point.group).values()];
  const quantities = groups
    .map((group) => [...new Set(group.map((point) => point.quantity))])
    .find((names) => names.length > 1);
  const few = mostMoments(points) <= mostSymbols;
  return legendOf(
    first.map(({ series }) => series),
    (place) => {
      const { part, quantity } = first[place]!;
      const looks = quantities && {
        colour: parts.indexOf(part),
        dashed: quantities.indexOf(quantity) > 0,
      };
      return { ...looks, shape: few ? place : null };
    },
  );
}

function mostMoments(points: readonly ValuePoint[]): number {
  const curves = groupRows(points, (point) => `${point.group}\n${point.panel}\n${point.series}`);
  return Math.max(0, ...[...curves.values()].map((curve) => curve.length));
}

function describe(groups: readonly string[], points: readonly ValuePoint[]): string {
  const curves = groupRows(points, (point) =>
    joinWords([`${point.quantity} of ${point.series}`, point.panel], ', '),
  );
  return `Line charts of ${groups.join(' and ')} over the epochs. ${describeCurves(curves)}`;
}
