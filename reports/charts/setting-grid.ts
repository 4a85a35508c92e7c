import type { JsonObject } from '../../src/plan/plan.ts';
import type { Figure, Panel } from '../report-input.ts';
import { brief, capital, type Ends, extent } from './panel-parts.ts';

/** What was found at one setting of the two axes. */
export type GridCell = {
  /** Heading, such as a layer; one panel each. */
  readonly panel: string;
  readonly x: string;
  readonly y: string;
  /** What the cell says, such as `2.31` or `3 of 3`. */
  readonly text: string;
  /** What the cell is coloured by; null for a cell that says nothing. */
  readonly value: number | null;
  /** Further words for the box at the pointer. */
  readonly detail: string;
};

export interface SettingGrid {
  readonly id: string;
  readonly title: string;
  /** What runs across and down. */
  readonly x: string;
  readonly y: string;
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly cells: readonly GridCell[];
  /** What is in the cells. */
  readonly about: string;
  /** Whether cells are shares of trials that hold, from 0 to 1, or values of a quantity. */
  readonly shares: boolean;
}

/** Pixels that a letter of a cell and one of a name need; names of lines get no more than the widest. */
const letterWidth = 6.2;
const widestName = 230;
/** Pixels around the words of a cell. */
const cellRoom = 6;

/** Most panels that are drawn. */
const mostPanels = 24;

/** Colours of the cells, the same in light and dark: they carry their own background. */
const values = ['#e4eef7', '#08519c'];
const verdicts = ['#b84a00', '#f3ead9', '#0a6e55'];
const nothing = '#d4d6da';

/** A table of two settings, coloured, with what was found in each cell. */
export function settingGridFigure(chart: SettingGrid): Figure {
  const panels = [...new Set(chart.cells.map((cell) => cell.panel))].slice(0, mostPanels);
  const colours = chart.shares
    ? ' Green: all trials hold; orange: none holds; grey: the claim says nothing there.'
    : ' Darker means a larger value, with one scale for all panels.';
  const all = new Set(chart.cells.map((cell) => cell.panel)).size;
  const left =
    all > panels.length ? ` ${panels.length} of ${all} panels are drawn; the values below are of all.` : '';
  return {
    id: chart.id,
    title: chart.title,
    caption: `${capital(chart.about)}.${colours}${left}`,
    alt: describe(chart, panels),
    legend: [],
    panels: panels.map((panel) => gridPanel(chart, panel)),
    scrubber: null,
    switches: [],
    data: chart.cells.map(({ panel, x, y, text, value, detail }) => ({
      panel,
      [chart.x]: x,
      [chart.y]: y,
      text,
      value,
      detail,
    })),
  };
}

function gridPanel(chart: SettingGrid, panel: string): Panel {
  const cells = chart.cells.filter((cell) => cell.panel === panel);
  const ends: Ends = chart.shares ? [0, 1] : extent(chart.cells.flatMap((cell) => cell.value ?? []));
  const cellWidth = widthOf(chart.cells.map(({ text }) => text)) + cellRoom;
  const turned = widthOf(chart.xs) > cellWidth;
  const axis = (field: string, title: string, domain: readonly string[], labelAngle = 0) => ({
    field,
    type: 'ordinal',
    scale: { domain },
    axis: {
      title,
      labelAngle,
      labelLimit: widestName,
      labelOverlap: false,
      ticks: false,
      domain: false,
    },
  });
  const color = {
    field: 'value',
    type: 'quantitative',
    scale: {
      domain: chart.shares ? [0, 0.5, 1] : ends,
      range: chart.shares ? verdicts : values,
      zero: false,
    },
    legend: null,
  };
  const vegaLite: JsonObject = {
    data: { values: cells },
    encoding: { x: axis('x', chart.x, chart.xs, turned ? -35 : 0), y: axis('y', chart.y, chart.ys) },
    layer: [
      {
        transform: [{ filter: '!isValid(datum.value)' }],
        mark: { type: 'rect', color: nothing, stroke: 'var(--panel)', strokeWidth: 2 },
        encoding: { tooltip: tooltip(chart) },
      },
      {
        transform: [{ filter: 'isValid(datum.value)' }],
        mark: { type: 'rect', stroke: 'var(--panel)', strokeWidth: 2 },
        encoding: { color, tooltip: tooltip(chart) },
      },
      {
        mark: { type: 'text', fontSize: 11, invalid: 'show' },
        encoding: {
          text: { field: 'text', type: 'nominal' },
          color: { condition: { test: darkCells(chart, ends), value: '#ffffff' }, value: '#14171b' },
        },
      },
    ],
  };
  return {
    title: panel,
    group: '',
    size: sizeOf(chart),
    least: Math.ceil(Math.min(widestName, widthOf(chart.ys)) + 36 + chart.xs.length * cellWidth),
    vegaLite,
  };
}

/** Which cells are so dark that their words are white. */
function darkCells({ shares }: SettingGrid, [least, most]: Ends): string {
  return shares
    ? 'isValid(datum.value) && abs(datum.value - 0.5) > 0.3'
    : `isValid(datum.value) && datum.value > ${(least + most) / 2}`;
}

/** Pixels across that the longest of names takes. */
function widthOf(names: readonly string[]): number {
  return letterWidth * Math.max(0, ...names.map(({ length }) => length));
}

function sizeOf({ xs, ys }: SettingGrid): Panel['size'] {
  if (xs.length > 6) return 'wide';
  return ys.length > 5 ? 'tall' : 'small';
}

function tooltip(chart: SettingGrid): readonly JsonObject[] {
  return [
    { field: 'x', type: 'nominal', title: chart.x },
    { field: 'y', type: 'nominal', title: chart.y },
    { field: 'text', type: 'nominal', title: chart.shares ? 'hold' : 'value' },
    { field: 'detail', type: 'nominal', title: chart.shares ? 'worst margin' : 'interval' },
  ];
}

function describe(chart: SettingGrid, panels: readonly string[]): string {
  const place = (cell: GridCell) => `${chart.x} ${cell.x}, ${chart.y} ${cell.y}`;
  const said = panels.map((panel) => {
    const told = chart.cells.filter((cell) => cell.panel === panel && cell.value !== null);
    const sorted = [...told].sort((a, b) => a.value! - b.value!);
    const [least, most] = [sorted[0], sorted.at(-1)];
    const name = panel === '' ? '' : `${panel}: `;
    if (!least || !most) return `${name}no setting says anything.`;
    if (chart.shares) {
      const all = told.filter((cell) => cell.value === 1).length;
      const none = told.filter((cell) => cell.value === 0).length;
      const silent = chart.cells.filter((cell) => cell.panel === panel && cell.value === null).length;
      return `${name}holds in all trials in ${all} of ${told.length} cells and in none in ${none}; ${silent} more say nothing.`;
    }
    return `${name}from ${brief(least.value!)} (${place(least)}) to ${brief(most.value!)} (${place(most)}).`;
  });
  return `Grid of ${chart.about} by ${chart.x} and ${chart.y}. ${said.join(' ')}`;
}
