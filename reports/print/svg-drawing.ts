import { amountOf, gradientOf, type Paint, paintOf } from './paint.ts';
import type { Fill, Matrix, Stroke, Surface } from './surface.ts';
import { parseSvg, type SvgElement } from './svg-tree.ts';

/** What elements have from those around them. */
type Inherited = Readonly<Record<string, string>>;

const inherited =
  /^(fill|fill-opacity|fill-rule|stroke|stroke-(width|opacity|dasharray|linecap|linejoin|miterlimit)|font-(size|weight)|text-anchor)$/;

/**
 * Draws an SVG onto a surface, its view box over the given width and height. It takes what Vega and `figureSheet` write: groups, paths, lines,
 * rectangles, circles, texts, PNG images, clips to one outline, and linear gradients.
 */
export function drawSvg(svg: string, width: number, height: number, surface: Surface): void {
  const root = parseSvg(svg);
  const [left = 0, top = 0, across = width, down = height] = (root.attributes.viewBox ?? '')
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
  surface.save();
  surface.transform([width / across, 0, 0, height / down, -(left * width) / across, -(top * height) / down]);
  new SvgDrawing(surface, namedIn(root)).children(root, {});
  surface.restore();
}

function namedIn(element: SvgElement, named = new Map<string, SvgElement>()): Map<string, SvgElement> {
  if (element.attributes.id !== undefined) named.set(element.attributes.id, element);
  for (const child of element.children) if (typeof child !== 'string') namedIn(child, named);
  return named;
}

class SvgDrawing {
  readonly #surface: Surface;
  readonly #named: ReadonlyMap<string, SvgElement>;

  constructor(surface: Surface, named: ReadonlyMap<string, SvgElement>) {
    this.#surface = surface;
    this.#named = named;
  }

  children({ children }: SvgElement, style: Inherited): void {
    for (const child of children) if (typeof child !== 'string') this.#element(child, style);
  }

  #element(element: SvgElement, around: Inherited): void {
    const { name, attributes } = element;
    if (attributes.display === 'none' || ['defs', 'clipPath', 'title'].includes(name)) return;
    // an opacity covers all that is below an element
    const opacity = amountOf(attributes.opacity ?? '1') * amountOf(around.opacity ?? '1');
    if (opacity === 0) return;
    const own = Object.entries(attributes).filter(([key]) => inherited.test(key));
    const style = { ...around, ...Object.fromEntries(own), opacity: String(opacity) };
    this.#surface.save();
    for (const matrix of matricesOf(attributes.transform ?? '')) this.#surface.transform(matrix);
    this.#clip(attributes['clip-path'] ?? '');
    if (name === 'g') this.children(element, style);
    else if (name === 'text') this.#text(element, style);
    else if (name === 'image') this.#image(attributes);
    else this.#outline(outlineOf(element), style);
    this.#surface.restore();
  }

  #clip(text: string): void {
    const clip = this.#named.get(/^url\(["']?#([^"')]+)["']?\)$/.exec(text.trim())?.[1] ?? '');
    if (clip?.name !== 'clipPath') return;
    for (const child of clip.children)
      if (typeof child !== 'string' && outlineOf(child) !== '') this.#surface.clip(outlineOf(child));
  }

  #outline(path: string, style: Inherited): void {
    if (!/[a-z]/i.test(path)) return;
    const fill = this.#fillOf(style, path);
    const stroke = strokeOf(style);
    const evenOdd = style['fill-rule'] === 'evenodd';
    if (fill || stroke) this.#surface.paint(path, { fill, evenOdd, stroke });
  }

  #fillOf(style: Inherited, path: string): Fill | null {
    const said = style.fill ?? '#000000';
    const opacity = amountOf(style.opacity ?? '1') * amountOf(style['fill-opacity'] ?? '1');
    const gradient = gradientOf(said, this.#named);
    if (!gradient) return covering(paintOf(said), opacity);
    const [left, top, width, height] = boxOf(path);
    const [x1, y1, x2, y2] = gradient.ends;
    return {
      from: [left + x1 * width, top + y1 * height],
      to: [left + x2 * width, top + y2 * height],
      stops: gradient.stops.map((stop) => ({ ...stop, opacity: stop.opacity * opacity })),
    };
  }

  #image({ href = '', x = '0', y = '0', width = '0', height = '0' }: SvgElement['attributes']): void {
    const [, data] = /^data:image\/png;base64,(.*)$/.exec(href) ?? [];
    if (data === undefined) return;
    const place = { x: amountOf(x), y: amountOf(y), width: amountOf(width), height: amountOf(height) };
    this.#surface.image(Buffer.from(data, 'base64'), place);
  }

  /** A text, or its lines, which are `tspan`s of one place and step each. */
  #text({ attributes, children }: SvgElement, style: Inherited): void {
    const first = amountOf(attributes.x ?? '0');
    let y = amountOf(attributes.y ?? '0');
    for (const child of children) {
      if (typeof child === 'string') {
        this.#line(child, first, y, style);
        continue;
      }
      const own = child.attributes;
      y = (own.y === undefined ? y : amountOf(own.y)) + amountOf(own.dy ?? '0');
      const said = child.children.filter((part) => typeof part === 'string').join('');
      this.#line(said, own.x === undefined ? first : amountOf(own.x), y, style);
    }
  }

  #line(text: string, x: number, y: number, style: Inherited): void {
    const fill = this.#fillOf(style, '');
    if (text.trim() === '' || !fill) return;
    const weight = style['font-weight'] ?? 'normal';
    const before = { middle: 0.5, end: 1 }[style['text-anchor'] ?? ''] ?? 0;
    const size = amountOf(style['font-size'] ?? '16');
    this.#surface.text({ text, x, y, before, size, bold: weight === 'bold' || Number(weight) >= 600, fill });
  }
}

function covering(paint: Paint | null, opacity: number): Paint | null {
  return paint && { ...paint, opacity: paint.opacity * opacity };
}

function strokeOf(style: Inherited): Stroke | null {
  const opacity = amountOf(style.opacity ?? '1') * amountOf(style['stroke-opacity'] ?? '1');
  const paint = covering(paintOf(style.stroke ?? 'none'), opacity);
  const width = amountOf(style['stroke-width'] ?? '1');
  if (!paint || width === 0) return null;
  const [cap, join] = [style['stroke-linecap'], style['stroke-linejoin']];
  return {
    paint,
    width,
    cap: cap === 'round' || cap === 'square' ? cap : 'butt',
    join: join === 'round' || join === 'bevel' ? join : 'miter',
    miterLimit: amountOf(style['stroke-miterlimit'] ?? '4'),
    dash: dashOf(style['stroke-dasharray'] ?? ''),
  };
}

/** Dashes without gaps are a whole line; an odd number of lengths is taken twice. */
function dashOf(text: string): number[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const lengths = parts.map((part) => Math.max(0, amountOf(part)));
  const even = lengths.length % 2 === 0 ? lengths : [...lengths, ...lengths];
  return even.every((length, i) => i % 2 === 0 || length === 0)
    ? []
    : even.map((length) => Math.max(length, 0.01));
}

function matricesOf(text: string): Matrix[] {
  return [...text.matchAll(/\b(\w+)\(([^()]*)\)/g)].flatMap(([, call, inner]): Matrix[] => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, ...more] = inner!
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const [cos, sin] = [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)];
    if (call === 'translate') return [[1, 0, 0, 1, a, b]];
    if (call === 'scale') return [[a, 0, 0, inner!.trim().match(/[\s,]/) ? b : a, 0, 0]];
    if (call === 'rotate')
      return [
        [1, 0, 0, 1, b, c],
        [cos, sin, -sin, cos, 0, 0],
        [1, 0, 0, 1, -b, -c],
      ];
    return call === 'matrix' && more.length === 0 ? [[a, b, c, d, e, f]] : [];
  });
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

/** Left, top, width and height of a rectangle that is drawn as a path; 0 and 1 for others. */
function boxOf(path: string): readonly [number, number, number, number] {
  const [, x = '0', y = '0', width = '1', height = '1'] =
    /^M(-?[\d.]+)[,\s](-?[\d.]+)h(-?[\d.]+)v(-?[\d.]+)/.exec(path) ?? [];
  return [Number(x), Number(y), Number(width), Number(height)];
}
