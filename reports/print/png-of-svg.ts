import { createRequire } from 'node:module';
import type { Canvas, CanvasKit, CanvasKitInitOptions, Paint as SkiaPaint, Typeface } from 'canvaskit-wasm';
import { withResolution } from '../data/png.ts';
import type { Sheet } from './figure-sheet.ts';
import type { Paint } from './paint.ts';
import type { PrintFont } from './print-font.ts';
import type { Fill, Matrix, Painting, Stroke, Surface, TextLine } from './surface.ts';
import { drawSvg } from './svg-drawing.ts';

/** Pixels of an inch. */
const printResolution = 300;

/** Loads Skia, compiled to WebAssembly: 7 MB that are good for many drawings. */
export function openSkia(): Promise<CanvasKit> {
  const require = createRequire(import.meta.url);
  const init: (options?: CanvasKitInitOptions) => Promise<CanvasKit> = require('canvaskit-wasm');
  return init();
}

/** A drawing as a PNG of 300 pixels an inch, which it says itself, on white. The same drawing gives the same bytes. @throws Error without room for its pixels */
export function pngOfSvg({ svg, width, height }: Sheet, font: PrintFont, kit: CanvasKit): Buffer {
  const [across, down] = [width, height].map((points) =>
    Math.max(1, Math.round((points / 72) * printResolution)),
  );
  const made = kit.MakeSurface(across!, down!);
  if (!made) throw new Error(`there is no room for ${across} x ${down} pixels`);
  const canvas = made.getCanvas();
  canvas.clear(kit.WHITE);
  const surface = new PixelSurface(kit, canvas, font);
  drawSvg(svg, across!, down!, surface);
  made.flush();
  const image = made.makeImageSnapshot();
  const bytes = image.encodeToBytes();
  for (const each of [image, surface, made]) each.delete();
  if (!bytes) throw new Error('the picture cannot be encoded');
  return withResolution(Buffer.from(bytes), printResolution);
}

/** What Skia made lies in memory of its own until it is deleted. */
class PixelSurface implements Surface {
  readonly #kit: CanvasKit;
  readonly #canvas: Canvas;
  readonly #faces: Readonly<Record<'regular' | 'bold', Typeface>>;

  constructor(kit: CanvasKit, canvas: Canvas, { regular, bold }: PrintFont) {
    this.#kit = kit;
    this.#canvas = canvas;
    const face = (bytes: Buffer) => kit.Typeface.MakeTypefaceFromData(Uint8Array.from(bytes).buffer)!;
    this.#faces = { regular: face(regular), bold: face(bold) };
  }

  delete(): void {
    for (const face of Object.values(this.#faces)) face.delete();
  }

  save(): void {
    this.#canvas.save();
  }

  restore(): void {
    this.#canvas.restore();
  }

  transform([a, b, c, d, e, f]: Matrix): void {
    this.#canvas.concat([a, c, e, b, d, f, 0, 0, 1]);
  }

  clip(path: string): void {
    const outline = this.#kit.Path.MakeFromSVGString(path);
    if (!outline) return;
    this.#canvas.clipPath(outline, this.#kit.ClipOp.Intersect, true);
    outline.delete();
  }

  paint(path: string, { fill, evenOdd, stroke }: Painting): void {
    const outline = this.#kit.Path.MakeFromSVGString(path);
    if (!outline) return;
    if (evenOdd) outline.setFillType(this.#kit.FillType.EvenOdd);
    if (fill) this.#painting(fill, (paint) => this.#canvas.drawPath(outline, paint));
    if (stroke)
      this.#painting(stroke.paint, (paint) => {
        this.#setStroke(paint, stroke);
        this.#canvas.drawPath(outline, paint);
      });
    outline.delete();
  }

  text({ text, x, y, before, size, bold, fill }: TextLine): void {
    const font = new this.#kit.Font(this.#faces[bold ? 'bold' : 'regular'], size);
    font.setSubpixel(true);
    font.setEdging(this.#kit.FontEdging.AntiAlias);
    font.setHinting(this.#kit.FontHinting.None);
    const widths = before === 0 ? [] : [...font.getGlyphWidths(font.getGlyphIDs(text))];
    const start = x - before * widths.reduce((sum, width) => sum + width, 0);
    this.#painting(fill, (paint) => this.#canvas.drawText(text, start, y, paint, font));
    font.delete();
  }

  image(png: Buffer, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
    const image = this.#kit.MakeImageFromEncoded(png);
    if (!image) return;
    const whole = this.#kit.XYWHRect(0, 0, image.width(), image.height());
    const place = this.#kit.XYWHRect(x, y, width, height);
    // weights are squares, which stay sharp
    const { Nearest } = this.#kit.FilterMode;
    const paint = new this.#kit.Paint();
    this.#canvas.drawImageRectOptions(image, whole, place, Nearest, this.#kit.MipmapMode.None, paint);
    paint.delete();
    image.delete();
  }

  #painting(fill: Fill, draw: (paint: SkiaPaint) => void): void {
    const paint = new this.#kit.Paint();
    paint.setAntiAlias(true);
    const shader = 'colour' in fill ? null : this.#shaderOf(fill);
    if ('colour' in fill) paint.setColor(this.#colourOf(fill));
    else paint.setShader(shader);
    draw(paint);
    shader?.delete();
    paint.delete();
  }

  #shaderOf({ from, to, stops }: Exclude<Fill, Paint>) {
    const colours = stops.map((stop) => this.#colourOf(stop));
    const places = stops.map(({ at }) => at);
    return this.#kit.Shader.MakeLinearGradient([...from], [...to], colours, places, this.#kit.TileMode.Clamp);
  }

  #colourOf({ colour, opacity }: Paint) {
    const [red = 0, green = 0, blue = 0] = this.#kit.parseColorString(colour);
    return this.#kit.Color4f(red, green, blue, opacity);
  }

  #setStroke(paint: SkiaPaint, { width, cap, join, miterLimit, dash }: Stroke): void {
    const { StrokeCap, StrokeJoin } = this.#kit;
    paint.setStyle(this.#kit.PaintStyle.Stroke);
    paint.setStrokeWidth(width);
    paint.setStrokeMiter(miterLimit);
    paint.setStrokeCap({ butt: StrokeCap.Butt, round: StrokeCap.Round, square: StrokeCap.Square }[cap]);
    paint.setStrokeJoin({ miter: StrokeJoin.Miter, round: StrokeJoin.Round, bevel: StrokeJoin.Bevel }[join]);
    if (dash.length === 0) return;
    const effect = this.#kit.PathEffect.MakeDash([...dash]);
    paint.setPathEffect(effect);
    effect.delete();
  }
}
