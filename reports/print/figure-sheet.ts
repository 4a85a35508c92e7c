import { courseColours, seriesColour, seriesShape, shapePaths } from '../charts/palette.ts';
import { html, type Markup, markup } from '../html.ts';
import type { Figure, LegendEntry, Picture } from '../report-input.ts';
import { inPrintColours } from './print-colours.ts';
import { fontFamily, type PrintFont } from './print-font.ts';
import { wrapText } from './wrap-text.ts';

/** A drawing that stands by itself: SVG in the colours of paper. */
export interface Sheet {
  readonly svg: string;
  /** In points (1/72 inch). */
  readonly width: number;
  readonly height: number;
}

/** What a sheet is put together from. */
export interface SheetParts {
  /** Points across. */
  readonly width: number;
  /** Pixels of the drawing across; its texts have 11 and 12 of them. */
  readonly across: number;
  /** Above the drawing; empty for none. */
  readonly heading: string;
  readonly drawing: Block;
  /** Whose legend and course of training stand below. */
  readonly figure: Pick<Figure, 'legend' | 'course'>;
}

/** A part of a sheet with its own top left corner, in pixels. */
export interface Block {
  readonly markup: Markup;
  readonly height: number;
}

const headingSize = 12;
const labelSize = 11;
const lineHeight = 15;
const gap = 6;

/** Stacks heading, drawing, course and legend, and scales them to the width of the sheet. */
export function figureSheet(parts: SheetParts, font: PrintFont): Sheet {
  const { width, across, heading, drawing, figure } = parts;
  const blocks = [
    ...(heading === '' ? [] : [headingBlock(heading, across, font)]),
    drawing,
    ...(figure.course ? [courseBlock(figure.course, across, font)] : []),
    ...(figure.legend.length === 0 ? [] : [legendBlock(figure.legend, across, font)]),
  ];
  let down = 0;
  const placed = blocks.map((block) => {
    const at = down;
    down += block.height + gap;
    return html`<g transform="translate(0,${at})">${block.markup}</g>\n`;
  });
  const tall = Math.ceil(down - gap);
  const height = (tall * width) / across;
  const size = html`width="${rounded(width)}pt" height="${rounded(height)}pt" viewBox="0 0 ${across} ${tall}"`;
  const sheet = html`<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${fontFamily}">
<rect x="0" y="0" width="${across}" height="${tall}" fill="#ffffff"/>
${placed}</svg>
`;
  return { svg: inPrintColours(xmlText(sheet.html)), width: rounded(width), height: rounded(height) };
}

function headingBlock(heading: string, across: number, font: PrintFont): Block {
  const lines = wrapText(heading, across - 4, (text) => font.widthOf(text, headingSize));
  const texts = lines.map(
    (line, i) =>
      html`<text x="2" y="${headingSize + i * lineHeight}" font-size="${headingSize}px" fill="var(--ink)">${line}</text>`,
  );
  return { markup: html`${texts}`, height: lines.length * lineHeight + 3 };
}

function courseBlock(course: { first: string; last: string }, across: number, font: PrintFont): Block {
  const step = 12;
  const from = 2 + font.widthOf(course.first, labelSize) + 6;
  const steps = courseColours.map(
    (colour, i) =>
      html`<rect x="${rounded(from + i * step)}" y="2" width="${step}" height="9" fill="${colour}"/>`,
  );
  const after = from + courseColours.length * step + 6;
  const whole = after + font.widthOf(course.last, labelSize);
  const scale = Math.min(1, across / whole);
  return {
    markup: html`<g transform="scale(${rounded(scale)})">${label(2, 11, course.first)}${steps}${label(after, 11, course.last)}</g>`,
    height: lineHeight,
  };
}

/** Entries in rows, each as wide as it is; one that is wider than the sheet is cut short. */
function legendBlock(entries: readonly LegendEntry[], across: number, font: PrintFont): Block {
  const [mark, between] = [26, 12];
  let [x, row] = [0, 0];
  const placed = entries.map((entry) => {
    const text = shortened(entry.label, across - mark - 4, font);
    const wide = mark + font.widthOf(text, labelSize);
    if (x > 0 && x + wide > across) [x, row] = [0, row + 1];
    const at = x;
    x += wide + between;
    const y = row * lineHeight + 8;
    return html`<g transform="translate(${rounded(at + 12)},${y})">${markOf(entry)}</g>${label(at + mark, y + 4, text)}`;
  });
  return { markup: html`${placed}`, height: (row + 1) * lineHeight + 2 };
}

function markOf({ colour, shape, dashed }: LegendEntry): Markup {
  const own = seriesColour(colour);
  const dash = dashed ? html` stroke-dasharray="5 3"` : null;
  const symbol = shape === null ? null : html`<path fill="${own}" d="${shapePaths[seriesShape(shape)]}"/>`;
  return html`<path fill="none" stroke="${own}" stroke-width="2" d="M-11,0H11"${dash}/>${symbol}`;
}

function shortened(text: string, room: number, font: PrintFont): string {
  const [first = '', ...rest] = wrapText(text, room - font.widthOf('…', labelSize), (part) =>
    font.widthOf(part, labelSize),
  );
  return rest.length === 0 ? first : `${first}…`;
}

function label(x: number, y: number, text: string): Markup {
  return html`<text x="${rounded(x)}" y="${rounded(y)}" font-size="${labelSize}px" fill="var(--muted)">${text}</text>`;
}

/** Small images in rows, each with its label below. */
export function pictureBlock({ tiles }: Picture, across: number, font: PrintFont): Block {
  let [x, y, tallest] = [2, 0, 0];
  const placed = tiles.map(({ label: said, source, width, height }) => {
    const text = shortened(said, across - 4, font);
    const wide = Math.max(width, font.widthOf(text, labelSize));
    if (x > 2 && x + wide > across) [x, y, tallest] = [2, y + tallest + gap, 0];
    const at = x;
    x += wide + 10;
    tallest = Math.max(tallest, height + lineHeight);
    return html`<image x="${rounded(at)}" y="${rounded(y)}" width="${width}" height="${height}" href="${source}"/>${label(at, y + height + 12, text)}`;
  });
  return { markup: html`${placed}`, height: y + tallest };
}

/** A chart of Vega's as a block, without its root. */
export function chartBlock(svg: string, height: number): Block {
  const inner = svg.replace(/^<svg [^>]*>/, '').replace(/<\/svg>\s*$/, '');
  return { markup: markup(inner), height };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Without what XML has no place for: control characters and halves of pairs. */
function xmlText(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\p{Cs}\ufffe\uffff]/gu, '');
}
