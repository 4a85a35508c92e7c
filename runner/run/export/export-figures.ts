import { join } from 'node:path';
import { distinctNames } from '../../../src/node/file-name.ts';
import { makeFolder } from '../../../src/node/make-folder.ts';
import { writeDurably } from '../../../src/node/write-durably.ts';
import type { Kinds } from '../../contract/kinds.ts';
import type { FinishedRun, PageMaking } from '../../reporting/make-report.ts';
import type { ExampleFigure } from '../../reporting/paper/example-document.ts';
import { printedFigures } from '../../reporting/paper/printed-figures.ts';
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
  making: PageMaking,
): Promise<ExampleFigure[]> {
  const nameOf = distinctNames();
  // LaTeX makes example.pdf of example.tex
  nameOf('example');
  const written: ExampleFigure[] = [];
  await makeFolder(folder);
  const printed = printedFigures(run, kinds, { width, date: runDate(run.lock) }, making);
  for await (const { name, title, svg, pdf, png } of printed) {
    const file = nameOf(name);
    await writeDurably(join(folder, `${file}.svg`), [svg]);
    await writeDurably(join(folder, `${file}.pdf`), [pdf]);
    await writeDurably(join(folder, `${file}.png`), [png]);
    written.push({ file, title });
  }
  return written;
}
