import PDFDocument from 'pdfkit';
import type { Sheet } from './figure-sheet.ts';
import type { PrintFont } from './print-font.ts';
import type { Fill, Matrix, Painting, Stroke, Surface, TextLine } from './surface.ts';
import { drawSvg } from './svg-drawing.ts';

/**
 * A drawing as a PDF of one page of its size, with the glyphs that it uses embedded; text stays text. The same drawing and date give the same bytes.
 * @param about title of the document, and the date that it has
 */
export async function pdfOfSvg(
  { svg, width, height }: Sheet,
  font: PrintFont,
  about: { readonly title: string; readonly date: Date },
): Promise<Buffer> {
  const document = new PDFDocument({
    size: [width, height],
    margin: 0,
    font: '',
    pdfVersion: '1.4',
    info: { Title: about.title, Creator: 'infoplane', CreationDate: about.date, ModDate: about.date },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', resolve);
    document.on('error', reject);
  });
  document.registerFont('regular', font.regular);
  document.registerFont('bold', font.bold);
  drawSvg(svg, width, height, new PdfSurface(document));
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

class PdfSurface implements Surface {
  readonly #page: PDFKit.PDFDocument;

  constructor(page: PDFKit.PDFDocument) {
    this.#page = page;
  }

  save(): void {
    this.#page.save();
  }

  restore(): void {
    this.#page.restore();
  }

  transform(matrix: Matrix): void {
    this.#page.transform(...matrix);
  }

  clip(path: string): void {
    this.#page.path(path).clip();
  }

  paint(path: string, { fill, evenOdd, stroke }: Painting): void {
    if (fill) this.#setFill(fill);
    if (stroke) this.#setStroke(stroke);
    this.#page.path(path);
    const rule = evenOdd ? 'even-odd' : 'non-zero';
    if (fill && stroke) this.#page.fillAndStroke(undefined, undefined, rule);
    else if (fill) this.#page.fill(rule);
    else this.#page.stroke();
  }

  text({ text, x, y, before, size, bold, fill }: TextLine): void {
    this.#setFill(fill);
    this.#page.font(bold ? 'bold' : 'regular').fontSize(size);
    const start = x - before * this.#page.widthOfString(text);
    this.#page.text(text, start, y, { lineBreak: false, baseline: 'alphabetic' });
  }

  image(png: Buffer, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
    this.#page.image(png, x, y, { width, height });
  }

  #setFill(fill: Fill): void {
    if ('colour' in fill) {
      this.#page.fillColor(fill.colour, fill.opacity);
      return;
    }
    const gradient = this.#page.linearGradient(...fill.from, ...fill.to);
    for (const { at, colour, opacity } of fill.stops) gradient.stop(at, colour, opacity);
    this.#page.fillColor(gradient);
  }

  #setStroke({ paint, width, cap, join, miterLimit, dash }: Stroke): void {
    this.#page.strokeColor(paint.colour, paint.opacity).lineWidth(width);
    this.#page.lineCap(cap).lineJoin(join).miterLimit(miterLimit);
    this.#page.addContent(`[${dash.map((length) => length.toFixed(2)).join(' ')}] 0 d`);
  }
}
