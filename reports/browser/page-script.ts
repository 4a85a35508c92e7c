import { chartScript, type MountFigure } from './charts.ts';
import { dataScript, type ReadPageData } from './page-data.ts';
import { type MountTable, tableScript } from './tables.ts';

declare const readPageData: ReadPageData;
declare const mountFigure: MountFigure;
declare const mountTable: MountTable;

/** Makes the page live. Without it everything can be read as it stands. */
async function startPage(): Promise<void> {
  const data = await readPageData();
  for (const table of data.tables) mountTable(data.study, table);
  for (const figure of data.figures) await mountFigure(figure);
  document.documentElement.dataset.live = 'yes';
}

/** The page's own script: the functions of this folder by their source text, in one scope. */
export function pageScript(): string {
  const functions = [...dataScript, ...chartScript, ...tableScript, startPage];
  return `(() => {\n'use strict';\n${functions.map(String).join('\n')}\nstartPage();\n})();`;
}
