import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);

/** As SVG names it; a reader of the SVG who does not have it sees another sans-serif face. */
export const fontFamily = "'DejaVu Sans', Verdana, sans-serif";

/** The typeface of files for print: DejaVu Sans, which has Latin, Greek, Cyrillic, Hebrew, Arabic letters, arrows and signs. */
export interface PrintFont {
  readonly regular: Buffer;
  readonly bold: Buffer;
  /** Width of a line of text in the unit of `size`, regular. */
  widthOf(text: string, size: number): number;
}

/** Reads the font's files. */
export function openPrintFont(): PrintFont {
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const regular = readFileSync(join(folder, 'DejaVuSans.ttf'));
  const bold = readFileSync(join(folder, 'DejaVuSans-Bold.ttf'));
  const ruler = new PDFDocument({ autoFirstPage: false, font: '' });
  ruler.font(regular);
  return { regular, bold, widthOf: (text, size) => ruler.fontSize(size).widthOfString(text) };
}
