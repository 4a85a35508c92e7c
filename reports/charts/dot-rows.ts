import type { JsonObject } from '../../src/plan/plan.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import {
  brief,
  colourBySeries,
  type Ends,
  extent,
  firstPoints,
  hiddenParameter,
  legendOf,
  rounded,
  shownOnly,
  trialWords,
} from './panel-parts.ts';

/** A line of a dot plot: the values of its trials, with their mean. */
export type DotRow = {
  /** Heading of the panel; one each. */
  readonly panel: string;
  /** What is told apart by colour, such as a run. */
  readonly series: string;
  /** What stands at the left, such as a model or a layer. */
  readonly row: string;
  readonly value: number;
  /** Ends of the 95 % interval; null for one trial. */
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
  readonly dots: readonly number[];
};

export interface DotRows {
  readonly id: string;
  readonly title: string;
  /** What is drawn, as the beginning of the caption, with its full stop. */
  readonly about: string;
  readonly rows: readonly DotRow[];
  /** What the values of a panel are, with the unit: the title of its axis. */
  readonly axisOf: (panel: string) => string;
  /** What values can be; an axis ends there. */
  readonly possible: Ends;
  /** Whether 0 is drawn as a line, since values are differences. */
  readonly aroundZero: boolean;
}

/** Pixels of a letter of a name at the left, of which no more than this many are shown. */
const [letterWidth, widestName] = [6.2, 220];

/** A dot plot: a line a name, a small dot a trial, the mean as a symbol with its 95 % interval from two trials on. */
export function dotRowsFigure(chart: DotRows): Figure {
  const names = firstPoints(chart.rows).map(({ series }) => series);
  const legend = legendOf(names);
  const panels = [...groupRows(chart.rows, ({ panel }) => panel)];
  return {
    id: chart.id,
    title: chart.title,
    caption: `${chart.about} A small dot is a trial, a large symbol the mean.${trialWords(
      chart.rows.map(({ trials }) => trials),
      'bars',
    )}`,
    alt: describe(chart),
    legend: names.length > 1 ? legend : [],
    panels: panels.map(([title, rows]) => dotPanel(chart, title, rows, legend)),
    scrubber: null,
    switches: [],
    data: chart.rows.map(({ dots: _, panel, row, ...rest }) => ({ panel, row, ...rest })),
  };
}

function dotPanel(
  chart: DotRows,
  title: string,
  rows: readonly DotRow[],
  legend: readonly LegendEntry[],
): Panel {
  const names = [...new Set(rows.map(({ row }) => row))];
  const series = [...new Set(rows.map((each) => each.series))];
  const scale = { domain: domainOf(chart, rows), nice: false, zero: false };
  const x = { type: 'quantitative', scale, axis: { title: chart.axisOf(title) } };
  const place = {
    y: {
      field: 'row',
      type: 'ordinal',
      scale: { domain: names, paddingInner: 0.3 },
      axis: {
        title: null,
        labelLimit: widestName,
        labelOverlap: false,
        ticks: false,
        grid: names.length > 1,
      },
    },
    ...(series.length > 1
      ? { yOffset: { field: 'series', type: 'nominal', scale: { domain: series } } }
      : {}),
  };
  const color = colourBySeries(legend);
  const vegaLite: JsonObject = {
    data: { values: rows.map(({ dots: _, panel: __, ...row }) => meanOf(row)) },
    params: [hiddenParameter],
    transform: [shownOnly],
    encoding: { ...place, color },
    layer: dotMarks(chart, title, rows, x),
  };
  const lines = names.length * Math.max(1, series.length);
  const letters = Math.max(0, ...names.map(({ length }) => length));
  return {
    title,
    group: '',
    size: lines > 7 || letters * letterWidth > 120 ? 'tall' : 'small',
    vegaLite,
  };
}

/** The line at 0, trials as small dots, intervals, means. */
function dotMarks(
  chart: DotRows,
  title: string,
  rows: readonly DotRow[],
  x: JsonObject,
): readonly JsonObject[] {
  const dots = rows.flatMap(({ dots: all, row, series: own }) =>
    all.map((value) => ({ row, series: own, value: rounded(value) })),
  );
  return [
    ...(chart.aroundZero ? [zeroLine(x)] : []),
    {
      data: { values: dots },
      transform: [shownOnly],
      mark: { type: 'circle', size: 20, opacity: 0.6, clip: true },
      encoding: { x: { ...x, field: 'value' } },
    },
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: 1.6, clip: true },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      mark: { type: 'point', filled: true, size: 62, opacity: 1, stroke: 'var(--panel)', strokeWidth: 1 },
      encoding: { x: { ...x, field: 'value' }, tooltip: tooltip(chart.axisOf(title)) },
    },
  ];
}

function meanOf<Row extends Pick<DotRow, 'value' | 'low' | 'high'>>(row: Row): Row {
  return { ...row, value: rounded(row.value), low: rounded(row.low), high: rounded(row.high) };
}

function zeroLine(x: JsonObject): JsonObject {
  return {
    data: { values: [{ at: 0 }] },
    transform: [],
    mark: { type: 'rule', strokeWidth: 1, strokeDash: [4, 3] },
    encoding: { x: { ...x, field: 'at' }, y: null, yOffset: null, color: { value: 'var(--muted)' } },
  };
}

/** Over the dots and, as far as values can be, the intervals, which reach no further from the dots than twice their range. */
function domainOf({ possible, aroundZero }: DotRows, rows: readonly DotRow[]): Ends {
  const [least, most] = extent([
    ...rows.flatMap(({ dots, value }) => [...dots, value]),
    ...(aroundZero ? [0] : []),
  ]);
  const [low, high] = extent(rows.flatMap((row) => [row.low ?? row.value, row.high ?? row.value]));
  const room = most - least || Math.abs(most) / 10 || 1;
  const from = Math.max(possible[0], Math.max(Math.min(least, low), least - room) - 0.05 * room);
  const to = Math.min(possible[1], Math.min(Math.max(most, high), most + room) + 0.05 * room);
  return [from, to];
}

function tooltip(title: string): readonly JsonObject[] {
  return [
    { field: 'row', type: 'nominal', title: 'of' },
    { field: 'series', type: 'nominal', title: 'series' },
    { field: 'value', type: 'quantitative', title, format: '.4f' },
    { field: 'low', type: 'quantitative', title: 'from', format: '.4f' },
    { field: 'high', type: 'quantitative', title: 'to', format: '.4f' },
    { field: 'trials', type: 'quantitative', title: 'trials' },
  ];
}

function describe({ rows, title }: DotRows): string {
  const said = rows.slice(0, 24).map(({ panel, series, row, value, low, high }) => {
    const of = [...new Set([panel, row, series])].filter((part) => part !== '').join(', ');
    return `${of}: ${brief(value)}${low === null || high === null ? '' : ` (${brief(low)} to ${brief(high)})`}`;
  });
  const more = rows.length > said.length ? ` And ${rows.length - said.length} more lines.` : '';
  return `Dot plot: ${title}. ${said.join('; ')}.${more}`;
}
