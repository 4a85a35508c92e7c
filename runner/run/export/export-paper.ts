import { join } from 'node:path';
import { loadCatalog } from '../../../src/node/catalog.ts';
import { makeFolder } from '../../../src/node/make-folder.ts';
import { writeDurably } from '../../../src/node/write-durably.ts';
import type { FinishedRun } from '../../reporting/make-report.ts';
import { bibtex } from '../../reporting/paper/bibliography.ts';
import { claimsLatex, claimsMarkdown } from '../../reporting/paper/claims-tables.ts';
import { type ExampleFigure, exampleDocument } from '../../reporting/paper/example-document.ts';
import { methodsOf, studyWork } from '../../reporting/paper/methods.ts';
import { citedWorks, latexParagraph, markdownParagraph } from '../../reporting/paper/sentence.ts';

/**
 * Writes what a paper says of a run into `folder`: the claims (`claims.tex`, `claims.md`; none of a study without claims), the methods
 * (`methods.tex`, `methods.md`), the sources (`references.bib`), and a document that takes them along with the figures (`example.tex`).
 * @returns the names of the files
 */
export async function exportPaper(
  { plan, tables, lock }: FinishedRun,
  figures: readonly ExampleFigure[],
  folder: string,
): Promise<string[]> {
  const methods = methodsOf({ plan, lock, catalog: loadCatalog() });
  const claims = plan.claims.length > 0;
  const files = {
    ...(claims ? { 'claims.tex': claimsLatex(plan, tables), 'claims.md': claimsMarkdown(plan, tables) } : {}),
    'methods.tex': `${latexParagraph(methods)}\n`,
    'methods.md': `${markdownParagraph(methods)}\n`,
    'references.bib': bibtex([studyWork(plan, lock), ...citedWorks(methods)]),
    'example.tex': exampleDocument(plan.title || plan.study, figures, { claims }),
  };
  await makeFolder(folder);
  for (const [file, text] of Object.entries(files)) await writeDurably(join(folder, file), [text]);
  return Object.keys(files);
}
