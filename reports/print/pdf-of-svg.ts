import PDFDocument from 'pdfkit';
import type { Sheet } from './figure-sheet.ts';
import { amountOf, gradientOf, type Paint, paintOf } from './pdf-paint.ts';
import type { PrintFont } from './print-font.ts';
import { parseSvg, type SvgElement } from './svg-tree.ts';

/** What elements have from those around them. */
type Inherited = Readonly<Record<string, string>>;

const inherited =
  /^(fill|fill-opacity|fill-rule|stroke|stroke-(width|opacity|dasharray|linecap|linejoin|miterlimit)|font-(size|weight)|text-anchor)$/;

/**
 * A drawing as a PDF of one page of its size, with the glyphs that it uses embedded; text stays text. The same drawing and date give the same bytes.
 * It draws what Vega and `figureSheet` write: groups, paths, lines, rectangles, circles, texts, images, clips to rectangles and linear gradients.
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
  const root = parseSvg(svg);
  new PdfDrawing(document, namedIn(root)).element(
    { ...root, attributes: { ...root.attributes, ...page(width, height) } },
    {},
  );
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

const page = (width: number, height: number) => ({ width: String(width), height: String(height) });

function namedIn(element: SvgElement, named = new Map<string, SvgElement>()): Map<string, SvgElement> {
  if (element.attributes.id !== undefined) named.set(element.attributes.id, element);
  for (const child of element.children) if (typeof child !== 'string') namedIn(child, named);
  return named;
}

/** Draws the elements of one drawing onto a page. */
class PdfDrawing {
  readonly #page: PDFKit.PDFDocument;
  readonly #named: ReadonlyMap<string, SvgElement>;

  constructor(document: PDFKit.PDFDocument, named: ReadonlyMap<string, SvgElement>) {
    this.#page = document;
    this.#named = named;
  }

  element(element: SvgElement, around: Inherited): void {
    const { name, attributes } = element;
    if (attributes.display === 'none' || ['defs', 'clipPath', 'title'].includes(name)) return;
    const own = Object.entries(attributes).filter(([key]) => inherited.test(key));
    const style: Inherited = { ...around, ...Object.fromEntries(own) };
    // an opacity covers all that is below an element
    const opacity = amountOf(attributes.opacity ?? '1') * amountOf(around.opacity ?? '1');
    if (opacity === 0) return;
    this.#page.save();
    this.#transform(attributes.transform ?? '');
    this.#clip(attributes['clip-path'] ?? '');
    this.#draw(element, { ...style, opacity: String(opacity) });
    this.#page.restore();
  }

  #draw(element: SvgElement, style: Inherited): void {
    const { name, attributes } = element;
    if (name === 'svg') this.#fit(attributes);
    if (name === 'svg' || name === 'g') this.#children(element, style);
    else if (name === 'text') this.#text(element, style);
    else if (name === 'image') this.#image(attributes);
    else this.#painted(style, outlineOf(element));
  }

  #children({ children }: SvgElement, style: Inherited): void {
    for (const child of children) if (typeof child !== 'string') this.element(child, style);
  }

  /** Scales the view box of an `svg` to its width and height. */
  #fit({ x = '0', y = '0', width = '0', height = '0', viewBox }: Readonly<Record<string, string>>): void {
    this.#page.translate(amountOf(x), amountOf(y));
    const [left = 0, top = 0, across = 0, down = 0] = (viewBox ?? '').split(/[\s,]+/).map(Number);
    if (!(across > 0 && down > 0)) return;
    const scale = Math.min(amountOf(width) / across, amountOf(height) / down);
    this.#page.scale(scale).translate(-left, -top);
  }

  #transform(text: string): void {
    for (const [, call, inner] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
      const [a = 0, b, c = 0, d = 0, e = 0, f = 0] = inner!
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      if (call === 'translate') this.#page.translate(a, b ?? 0);
      else if (call === 'scale') this.#page.scale(a, b ?? a);
      else if (call === 'rotate') this.#page.rotate(a, { origin: [b ?? 0, c] });
      else if (call === 'matrix') this.#page.transform(a, b ?? 0, c, d, e, f);
    }
  }

  /** Clips to the rectangles and paths of a `clipPath`. */
  #clip(text: string): void {
    const clip = this.#named.get(/^url\(["']?#([^"')]+)["']?\)$/.exec(text.trim())?.[1] ?? '');
    if (clip?.name !== 'clipPath') return;
    for (const child of clip.children)
      if (typeof child !== 'string' && outlineOf(child) !== '') this.#page.path(outlineOf(child)).clip();
  }

  #painted(style: Inherited, path: string): void {
    if (path === '' || !/[a-z]/i.test(path)) return;
    const fill = this.#fill(style, path);
    const stroke = this.#stroke(style);
    if (!fill && !stroke) return;
    this.#page.path(path);
    const rule = style['fill-rule'] === 'evenodd' ? 'even-odd' : 'non-zero';
    if (fill && stroke) this.#page.fillAndStroke(undefined, undefined, rule);
    else if (fill) this.#page.fill(rule);
    else this.#page.stroke();
  }

  /** @returns whether there is one */
  #fill(style: Inherited, path: string): boolean {
    const said = style.fill ?? '#000000';
    const gradient = gradientOf(said, this.#named);
    const opacity = amountOf(style.opacity ?? '1') * amountOf(style['fill-opacity'] ?? '1');
    if (gradient) {
      const [left, top, width, height] = boxOf(path);
      const [x1, y1, x2, y2] = gradient.ends;
      const made = this.#page.linearGradient(
        left + x1 * width,
        top + y1 * height,
        left + x2 * width,
        top + y2 * height,
      );
      for (const stop of gradient.stops) made.stop(stop.at, stop.colour, stop.opacity * opacity);
      if (gradient.stops.length > 0) this.#page.fillColor(made);
      return gradient.stops.length > 0;
    }
    const paint = paintOf(said);
    if (!paint) return false;
    this.#page.fillColor(paint.colour, paint.opacity * opacity);
    return true;
  }

  #stroke(style: Inherited): boolean {
    const paint: Paint | null = paintOf(style.stroke ?? 'none');
    const width = amountOf(style['stroke-width'] ?? '1');
    if (!paint || width === 0) return false;
    const opacity = amountOf(style.opacity ?? '1') * amountOf(style['stroke-opacity'] ?? '1');
    this.#page.strokeColor(paint.colour, paint.opacity * opacity).lineWidth(width);
    this.#page.miterLimit(amountOf(style['stroke-miterlimit'] ?? '4'));
    const cap = style['stroke-linecap'];
    this.#page.lineCap(cap === 'round' || cap === 'square' ? cap : 'butt');
    const join = style['stroke-linejoin'];
    this.#page.lineJoin(join === 'round' || join === 'bevel' ? join : 'miter');
    const dash = (style['stroke-dasharray'] ?? '')
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map(amountOf);
    // a dash without gaps is a whole line
    const whole = dash.every((part, i) => i % 2 === 0 || part === 0);
    const parts = dash.map((part) => Math.max(part, 0.01).toFixed(2)).join(' ');
    this.#page.addContent(whole ? '[] 0 d' : `[${parts}] 0 d`);
    return true;
  }

  #image({ href = '', x = '0', y = '0', width = '0', height = '0' }: SvgElement['attributes']): void {
    const [, data] = /^data:image\/png;base64,(.*)$/.exec(href) ?? [];
    if (data === undefined) return;
    const size = { width: amountOf(width), height: amountOf(height) };
    this.#page.image(Buffer.from(data, 'base64'), amountOf(x), amountOf(y), size);
  }

  /** A text, or its lines, which are `tspan`s of one place and step each. */
  #text(element: SvgElement, style: Inherited): void {
    let [x, y] = [amountOf(element.attributes.x ?? '0'), amountOf(element.attributes.y ?? '0')];
    const first = x;
    for (const child of element.children) {
      if (typeof child === 'string') {
        this.#line(child, x, y, style);
        continue;
      }
      const { attributes } = child;
      x = attributes.x === undefined ? first : amountOf(attributes.x);
      y = (attributes.y === undefined ? y : amountOf(attributes.y)) + amountOf(attributes.dy ?? '0');
      this.#line(child.children.filter((part) => typeof part === 'string').join(''), x, y, style);
    }
  }

  #line(text: string, x: number, y: number, style: Inherited): void {
    if (text.trim() === '' || !this.#fill(style, '')) return;
    const weight = style['font-weight'] ?? 'normal';
    const bold = weight === 'bold' || Number(weight) >= 600;
    this.#page.font(bold ? 'bold' : 'regular').fontSize(amountOf(style['font-size'] ?? '16'));
    const width = this.#page.widthOfString(text);
    const share = { middle: 0.5, end: 1 }[style['text-anchor'] ?? ''] ?? 0;
    this.#page.text(text, x - share * width, y, { lineBreak: false, baseline: 'alphabetic' });
  }
}

/** The path of a path, rectangle, line or circle; empty for anything else. */
function outlineOf({ name, attributes }: SvgElement): string {
  const at = (key: string) => amountOf(attributes[key] ?? '0');
  if (name === 'path') return attributes.d ?? '';
  if (name === 'rect') return `M${at('x')},${at('y')}h${at('width')}v${at('height')}h${-at('width')}Z`;
  if (name === 'line') return `M${at('x1')},${at('y1')}L${at('x2')},${at('y2')}`;
  if (name !== 'circle') return '';
  const [y, r, left, right] = [at('cy'), at('r'), at('cx') - at('r'), at('cx') + at('r')];
  return `M${right},${y}A${r},${r},0,1,1,${left},${y}A${r},${r},0,1,1,${right},${y}Z`;
}

/** Left, top, width and height of a path of straight lines; 0 and 1 for others. */
function boxOf(path: string): readonly [number, number, number, number] {
  const [, x = '0', y = '0', width = '1', height = '1'] =
    /^M(-?[\d.]+)[,\s](-?[\d.]+)h(-?[\d.]+)v(-?[\d.]+)/.exec(path) ?? [];
  return [Number(x), Number(y), Number(width), Number(height)];
}
