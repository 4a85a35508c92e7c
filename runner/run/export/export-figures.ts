import { join } from 'node:path';
import { pdfOfSvg } from '../../../reports/print/pdf-of-svg.ts';
import { pngOfSvg } from '../../../reports/print/png-of-svg.ts';
import { printFigure } from '../../../reports/print/print-figures.ts';
import { openPrintFont } from '../../../reports/print/print-font.ts';
import { distinctNames } from '../../../src/node/file-name.ts';
import { makeFolder } from '../../../src/node/make-folder.ts';
import { writeDurably } from '../../../src/node/write-durably.ts';
import type { Kinds } from '../../contract/kinds.ts';
import { drawingOf, drawnFigures, type FinishedRun, type PageListener } from '../../reporting/make-report.ts';
import type { ExampleFigure } from '../../reporting/paper/example-document.ts';
import { runDate } from './run-date.ts';

/**
 * Draws every figure of a run for print into `folder`: each of its panels as SVG, PDF and PNG, named after the report and the panel.
 * The same run gives the same bytes.
 * @param width of each, in points
 * @returns what was drawn, in the order of the report
 */
export async function exportFigures(
  run: FinishedRun,
  kinds: Kinds,
  { folder, width }: { readonly folder: string; readonly width: number },
  listener: PageListener,
): Promise<ExampleFigure[]> {
  const font = openPrintFont();
  const drawing = drawingOf(listener);
  const nameOf = distinctNames();
  // LaTeX makes example.pdf of example.tex
  nameOf('example');
  const written: ExampleFigure[] = [];
  await makeFolder(folder);
  for (const figure of await drawnFigures(run, kinds)) {
    for (const { name, title, sheet } of await printFigure(figure, width, font, drawing)) {
      listener.signal?.throwIfAborted();
      const file = nameOf(name);
      const about = { title, date: runDate(run.lock) };
      await writeDurably(join(folder, `${file}.svg`), [sheet.svg]);
      await writeDurably(join(folder, `${file}.pdf`), [await pdfOfSvg(sheet, font, about)]);
      await writeDurably(join(folder, `${file}.png`), [await pngOfSvg(sheet, font)]);
      written.push({ file, title });
    }
  }
  return written;
}
