import { pdfOfSvg } from '../../../reports/print/pdf-of-svg.ts';
import { openSkia, pngOfSvg } from '../../../reports/print/png-of-svg.ts';
import { printFigure } from '../../../reports/print/print-figures.ts';
import { openPrintFont } from '../../../reports/print/print-font.ts';
import type { Kinds } from '../../contract/kinds.ts';
import { drawingOf, drawnFigures, type FinishedRun, type PageMaking } from '../make-report.ts';

/** A part of a figure as files. */
export interface PrintedFile {
  /** The report's name; of a figure with several parts with the letter of the part. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
  readonly pdf: Buffer;
  readonly png: Buffer;
}

/**
 * Draws every figure of a run for print, part by part, in the order of the report.
 * @param sheet width of each in points, and the date that its files have
 */
export async function* printedFigures(
  run: FinishedRun,
  kinds: Kinds,
  { width, date }: { readonly width: number; readonly date: Date },
  making: PageMaking,
): AsyncGenerator<PrintedFile> {
  const [font, skia] = [openPrintFont(), await openSkia()];
  const drawing = drawingOf(making);
  for (const figure of await drawnFigures(run, kinds)) {
    for (const { name, title, sheet } of await printFigure(figure, width, font, drawing)) {
      making.signal?.throwIfAborted();
      const pdf = await pdfOfSvg(sheet, font, { title, date });
      const png = pngOfSvg(sheet, font, skia);
      yield { name, title, svg: sheet.svg, pdf, png };
    }
  }
}
