import type { PairCell } from '../../reports/charts/pair-map.ts';
import { epochNames } from '../../reports/data/epoch-names.ts';
import { joinWords } from '../../reports/data/join-words.ts';
import type { Where } from '../../src/node/parameters.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import type { ReportContext } from '../contract/report.ts';
import { distinctTrials } from './distinct-trials.ts';
import { differ, estimateRows } from './estimate-rows.ts';
import { seriesLabel, settingsLabel } from './settings-label.ts';

/** Most cells that a page carries. */
const mostCells = 20_000;

export interface PairSelection {
  readonly estimator: string;
  /** Estimator of I(X;Tc), whose values make the pairs' redundancies; null for the pairs' own values. */
  readonly single: string | null;
  readonly where: Where;
}

/**
 * Values of pairs of feature maps, each pair in both orders, of each seed by itself: map 3 of one training has nothing to do
 * with map 3 of another. With `single`, the redundancy I(X;Ti) + I(X;Tj) - I(X;{Ti,Tj}). Without `where.epoch` those of the
 * last row of the training. Of very many cells, those of the first seeds.
 */
export function pairCells({ estimator, single, where }: PairSelection, whole: ReportContext): PairCell[] {
  const context = distinctTrials(whole, [estimator, ...(single === null ? [] : [single])]);
  const late = { epoch: 'last', ...where } as const;
  const ofMaps = (name: string) => estimateRows({ estimator: name, of: 'maps', where: late }, context);
  const rows = ofMaps(estimator).filter((row) => row.channel_2 != null);
  const alone = single === null ? null : singles(ofMaps(single));
  const nameOf = epochNames(rows.map((row) => Number(row.epoch)));
  const several = differ(rows, 'model');
  const cells: PairCell[] = [];
  for (const [seed, own] of groupRows(rows, (row) => String(row.seed))) {
    const part = own.flatMap((row) =>
      cellsOf(
        row,
        alone,
        `seed ${seed}`,
        panelOf(row, `epoch ${nameOf(Number(row.epoch))}`, several, context),
      ),
    );
    if (cells.length > 0 && cells.length + part.length > mostCells) break;
    for (const cell of part) cells.push(cell);
  }
  return cells;
}

/** Values of single maps by their place. */
function singles(rows: readonly Row[]): ReadonlyMap<string, number> {
  return new Map(rows.map((row) => [placeOf(row, row.channel), Number(row.value)]));
}

function placeOf(row: Row, channel: Row[string] | undefined): string {
  return JSON.stringify([row.trial, row.model, row.layer, row.iteration, channel]);
}

function cellsOf(
  row: Row,
  alone: ReadonlyMap<string, number> | null,
  trial: string,
  panel: string,
): readonly PairCell[] {
  const [channel, channel_2] = [Number(row.channel), Number(row.channel_2)];
  const own = Number(row.value);
  const first = alone?.get(placeOf(row, channel));
  const second = alone?.get(placeOf(row, channel_2));
  if (alone && (first === undefined || second === undefined)) return [];
  const value = alone ? first! + second! - own : own;
  const cell = { panel, layer: String(row.layer), trial, channel, channel_2, value };
  return channel === channel_2 ? [cell] : [cell, { ...cell, channel: channel_2, channel_2: channel }];
}

function panelOf(row: Row, epoch: string, several: boolean, context: ReportContext): string {
  const name = joinWords([several ? String(row.model) : '', String(row.layer), epoch], ', ');
  return seriesLabel(name, settingsLabel(row, context, 'seed'));
}
