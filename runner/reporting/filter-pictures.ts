import { filterPicture } from '../../reports/charts/filter-picture.ts';
import type { PairCell } from '../../reports/charts/pair-map.ts';
import type { Picture } from '../../reports/report-input.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from '../contract/report.ts';
import { estimateRows } from './estimate-rows.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';

/** Pictures of the filters of the layers that cells are about, for each training that is drawn; where they were kept. */
export function filterPictures(
  cells: readonly PairCell[],
  estimator: string,
  { epoch: _, ...where }: Where,
  context: ReportContext,
): Picture[] {
  const drawn = new Set(cells.map((cell) => `${cell.trial}\n${cell.layer}`));
  const several = new Set(cells.map((cell) => cell.trial)).size > 1;
  const first = new Map<string, Row>();
  for (const row of estimateRows({ estimator, of: 'maps', where }, context)) {
    const place = `${row.trial}\n${row.model}\n${row.layer}`;
    if (drawn.has(`seed ${row.seed}\n${row.layer}`) && !first.has(place)) first.set(place, row);
  }
  return [...first.values()].flatMap((row) => {
    const found = (context.filters ?? []).find(
      ({ trials, model, layer }) =>
        trials.includes(String(row.trial)) && model === row.model && layer === row.layer,
    );
    if (!found) return [];
    const title = seriesLabel(`${row.layer}, weights of the filters`, settingsLabel(row, context, 'seed'));
    return [filterPicture(found, title, several ? `seed ${row.seed}` : null)];
  });
}
