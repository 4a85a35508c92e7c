import { chartScript, type MountFigure } from './charts.ts';
import { figureFilesScript, type MountSaving } from './figure-files.ts';
import { type ColumnTable, dataScript, type PageFigure, type ReadBlock } from './page-data.ts';
import { type MountPage, searchScript } from './page-search.ts';
import { type MountTable, tableScript } from './tables.ts';

declare const readBlock: ReadBlock;
declare const mountFigure: MountFigure;
declare const mountTable: MountTable;
declare const mountSaving: MountSaving;
declare const mountPage: MountPage;

/** Makes the page live, charts first. Without it everything can be read as it stands. */
async function startPage(): Promise<void> {
  const study = document.documentElement.dataset.study ?? 'study';
  for (const figure of await readBlock<PageFigure[]>('page-figures')) {
    await mountFigure(figure);
    const root = document.getElementById(`figure-${figure.id}`);
    if (root) mountSaving(root, study, figure.id);
  }
  const tables = await readBlock<ColumnTable[]>('page-tables');
  for (const table of tables) mountTable(study, table);
  mountPage(tables);
  document.documentElement.dataset.live = 'yes';
}

/** The page's own script: the functions of this folder by their source text, in one scope. */
export function pageScript(): string {
  const functions = [
    ...dataScript,
    ...chartScript,
    ...tableScript,
    ...figureFilesScript,
    ...searchScript,
    startPage,
  ];
  return `(() => {\n'use strict';\n${functions.map(String).join('\n')}\nstartPage();\n})();`;
}
