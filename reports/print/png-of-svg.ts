import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { withResolution } from '../data/png.ts';
import type { Sheet } from './figure-sheet.ts';
import type { PrintFont } from './print-font.ts';

/** Pixels of an inch. */
const printResolution = 300;

/** The module is made once for the process; a second time it refuses. */
let ready: Promise<void> | null = null;

/** A drawing as a PNG of 300 pixels an inch, which it says itself, on white. */
export async function pngOfSvg({ svg, width }: Sheet, font: PrintFont): Promise<Buffer> {
  ready ??= initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  await ready;
  const drawing = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'width', value: Math.round((width / 72) * printResolution) },
    font: {
      fontBuffers: [font.regular, font.bold],
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  try {
    const image = drawing.render();
    const png = Buffer.from(image.asPng());
    image.free();
    return withResolution(png, printResolution);
  } finally {
    drawing.free();
  }
}
