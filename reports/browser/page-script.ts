import { chartScript, type MountFigure } from './charts.ts';
import { type ColumnTable, dataScript, type PageFigure, type ReadBlock } from './page-data.ts';
import { type MountTable, tableScript } from './tables.ts';

declare const readBlock: ReadBlock;
declare const mountFigure: MountFigure;
declare const mountTable: MountTable;

/** Makes the page live, charts first. Without it everything can be read as it stands. */
async function startPage(): Promise<void> {
  for (const figure of await readBlock<PageFigure[]>('page-figures')) await mountFigure(figure);
  const study = document.documentElement.dataset.study ?? 'study';
  for (const table of await readBlock<ColumnTable[]>('page-tables')) mountTable(study, table);
  document.documentElement.dataset.live = 'yes';
}

/** The page's own script: the functions of this folder by their source text, in one scope. */
export function pageScript(): string {
  const functions = [...dataScript, ...chartScript, ...tableScript, startPage];
  return `(() => {\n'use strict';\n${functions.map(String).join('\n')}\nstartPage();\n})();`;
}
