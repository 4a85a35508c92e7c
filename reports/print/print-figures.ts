import { isJsonObject, type Json } from '../../src/plan/json.ts';
import { compilePanel, panelSizes } from '../charts/compile-panel.ts';
import type { Drawing } from '../charts/draw-panel.ts';
import { letterOf } from '../data/letter-of.ts';
import type { Figure, Panel } from '../report-input.ts';
import { chartBlock, figureSheet, pictureBlock, type Sheet } from './figure-sheet.ts';
import { withMeasuredTexts } from './measured-texts.ts';
import { fontFamily, type PrintFont } from './print-font.ts';

/** A part of a figure on a sheet of its own. */
export interface PrintedFigure {
  /** The report's name; of a figure with several parts with the letter of the part, as the page has it. */
  readonly name: string;
  /** In words, with the part's title. */
  readonly title: string;
  readonly sheet: Sheet;
}

/** Points of a pixel of the drawing: texts of 11 pixels have 7.7 points, which journals ask for at least. */
const pointsOfPixel = 0.7;

/**
 * Draws the panels and pictures of a figure as they stand on the page at the beginning, each on a sheet of the given width.
 * @param width in points
 */
export async function printFigure(
  figure: Figure,
  width: number,
  font: PrintFont,
  { apart, warn }: Drawing,
): Promise<PrintedFigure[]> {
  if (figure.problem !== undefined) {
    warn(`the chart ${figure.id} is not drawn: ${figure.problem}`);
    return [];
  }
  const printed: PrintedFigure[] = [];
  const shown = (figure.pictures ?? []).filter(
    ({ choice }) => choice === null || choice === figure.choice?.options[0]?.value,
  );
  const parts = figure.panels.length + shown.length;
  const nameOf = (place: number) => (parts === 1 ? figure.id : `${figure.id}-${letterOf(place)}`);
  for (const [place, panel] of figure.panels.entries()) {
    const across = Math.ceil(Math.max(width / pointsOfPixel, panel.least ?? 0));
    const size = panelSizes[panel.size];
    const look = {
      width: across,
      height: Math.round((across * size.height) / size.width),
      config: { font: fontFamily },
    };
    const job = { panel, id: `${figure.id}-${place}`, look };
    const drawn = figure.own
      ? await apart(job)
      : await withMeasuredTexts(font, () => compilePanel(panel, job.id, look));
    if ('problem' in drawn) {
      warn(`the chart ${figure.id} is not drawn: ${drawn.problem}`);
      continue;
    }
    const heading = headingOf(panel);
    const drawing = chartBlock(drawn.svg, look.height);
    const legend = legendOf(figure, panel);
    const sheet = figureSheet({ width, across, heading, drawing, figure: { ...figure, legend } }, font);
    printed.push({ name: nameOf(place), title: titled(figure, heading), sheet });
  }
  for (const [at, picture] of shown.entries()) {
    const widest = Math.max(0, ...picture.tiles.map((tile) => tile.width + 4));
    const across = Math.ceil(Math.max(width / pointsOfPixel, widest));
    const drawing = pictureBlock(picture, across, font);
    const none = { legend: [], course: null };
    const sheet = figureSheet({ width, across, heading: picture.title, drawing, figure: none }, font);
    printed.push({ name: nameOf(figure.panels.length + at), title: titled(figure, picture.title), sheet });
  }
  return printed;
}

function headingOf({ group, title }: Panel): string {
  return [group, title].filter((part) => part !== '').join(', ');
}

function titled({ title }: Figure, heading: string): string {
  return [title, heading].filter((part) => part !== '').join(', ');
}

/** The entries of the series that a panel has; all of them where its data do not say. */
function legendOf({ legend }: Figure, { vegaLite }: Panel): Figure['legend'] {
  const drawn = new Set(seriesIn(vegaLite));
  const own = legend.filter(({ series }) => drawn.has(series));
  return own.length === 0 ? legend : own;
}

/** Values of the field `series` in the data of a view and its layers. */
function seriesIn(view: Json): Json[] {
  if (!isJsonObject(view)) return [];
  const values = isJsonObject(view.data) && Array.isArray(view.data.values) ? view.data.values : [];
  const own = values.flatMap((value) =>
    isJsonObject(value) && value.series !== undefined ? [value.series] : [],
  );
  return [...own, ...(Array.isArray(view.layer) ? view.layer.flatMap(seriesIn) : [])];
}
