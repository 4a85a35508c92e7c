import { fitTables } from './data/fit-tables.ts';
import { pack } from './data/pack.ts';
import type { PageTable } from './data/page-table.ts';
import type { DrawnFigure } from './sections/figures.ts';

/** Letters of a page that its figures and its tables share, of the 3 million that it may have. */
const sharedRoom = 1_750_000;
/** Letters for the tables of a page, at least and at most. */
const [leastRoom, mostRoom] = [450_000, 1_200_000];

/** Figures and tables as the page has them, and packed for its script. */
export interface PageData {
  readonly figures: readonly DrawnFigure[];
  /** Tables besides those of the figures. */
  readonly tables: readonly PageTable[];
  readonly packedFigures: string;
  readonly packedTables: string;
}

/** Packs what the page's script reads. Tables have the room that figures leave them; see `fitTables`. */
export function pageData(figures: readonly DrawnFigure[], tables: readonly PageTable[]): PageData {
  const packedFigures = pack(
    figures.map(({ figure, panels }) => ({
      id: figure.id,
      vega: panels.map((panel) => panel.vega),
      scrubber: figure.scrubber && { parameter: figure.scrubber.parameter, steps: figure.scrubber.steps },
    })),
  );
  const drawn = figures.flatMap(({ panels }) => panels).reduce((sum, { svg }) => sum + svg.length, 0);
  const left = sharedRoom - drawn - packedFigures.length;
  const fitted = fitTables(
    [...tables, ...figures.map(({ table }) => table)],
    Math.min(mostRoom, Math.max(leastRoom, left)),
  );
  return {
    figures: figures.map((figure, at) => ({ ...figure, table: fitted.tables[tables.length + at]! })),
    tables: fitted.tables.slice(0, tables.length),
    packedFigures,
    packedTables: fitted.packed,
  };
}
