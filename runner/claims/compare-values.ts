import type { ClaimColumn, ClaimRows, ClaimThan } from '../../src/node/claim-parameters.ts';
import { axisColumn } from '../../src/table/select-rows.ts';
import type { ClaimContext } from '../contract/claim.ts';
import { chainCell, groupValues } from './chain-cell.ts';
import { claimAxis } from './claim-axis.ts';
import { claimUnits } from './claim-units.ts';
import { type ClaimValue, claimValues } from './claim-values.ts';
import { conditions, subjectOf } from './claim-words.ts';
import type { Chain, Chains } from './make-chains.ts';

/** A claim's rows and what they are compared with. */
export interface CompareParams extends ClaimRows {
  readonly than: ClaimThan;
}

const columns: readonly ClaimColumn[] = ['model', 'layer', 'epoch', 'channel', 'channel_2'];

/**
 * Pairs of a value and the one that it is compared with, as chains of two places: the other value, the value. What `than`
 * does not name is the same for both: trial, model, layer, point of training, settings. Rows that `than` names are
 * not compared with themselves.
 */
export function comparedChains(params: CompareParams, context: ClaimContext): Chains {
  const { than } = params;
  const others = claimValues(otherSide(params), context);
  const taken = new Set(others.map((other) => other.row));
  const own = claimValues(params, context).filter((value) => !taken.has(value.row));
  const axes = Object.keys(than.settings ?? {}).map((name) => claimAxis(context.plan, name).name);
  const units = claimUnits(context.plan, axes, params.on === 'mean');
  const by = params.by ?? columns;
  const free = freeColumns(than, own, others);
  const match = (value: ClaimValue) =>
    keyOf(
      value,
      by.filter((column) => !free.includes(column)),
    );
  const unitOf = (value: ClaimValue) => units.get(String(value.row.trial))!;
  const counterparts = groupValues(others, (value) => `${unitOf(value).name}\n${match(value)}`);
  const chains = [...groupValues(own, (value) => groupOf(value, unitOf(value).name, by, axes)).values()].map(
    (values): Chain => {
      const unit = unitOf(values[0]!).name;
      const opposite = counterparts.get(`${unit}\n${match(values[0]!)}`) ?? [];
      return { unit, places: ['than', 'value'], at: [0, 1], cells: [chainCell(opposite), chainCell(values)] };
    },
  );
  const names = [...new Set([...units.values()].map((unit) => unit.name))];
  return { units: names, chains, example: own[0]?.row };
}

/** What values are compared with, in words. */
export function comparedWith(params: CompareParams, context: ClaimContext): string {
  const { than } = params;
  const other = otherSide(params);
  const named = than.estimator !== undefined || than.split !== undefined;
  const quantity = subjectOf(other, claimValues(other, context)[0]?.row);
  const { layer, model, epoch, channel, settings } = than;
  const given = { layer, model, epoch, channel, settings };
  const where = Object.fromEntries(Object.entries(given).filter(([, wanted]) => wanted !== undefined));
  const said = conditions(where).join('; ');
  if (!named) return `at ${said}`;
  const estimator = than.estimator === undefined ? '' : ` (${than.estimator})`;
  return `${quantity}${estimator}${said === '' ? '' : ` at ${said}`}`;
}

/** The rows that values are compared with, as settings of a claim. */
function otherSide(params: CompareParams): ClaimRows {
  const { estimator, split, layer, model, epoch, channel, settings } = params.than;
  const given = { layer, model, epoch, channel };
  const narrowed = Object.fromEntries(Object.entries(given).filter(([, wanted]) => wanted !== undefined));
  const merged = { ...params.where?.settings, ...settings };
  const where = {
    ...params.where,
    ...narrowed,
    ...(Object.keys(merged).length > 0 ? { settings: merged } : {}),
  };
  return {
    ...params,
    ...(estimator === undefined ? {} : { estimator }),
    ...(split === undefined ? {} : { split }),
    where,
  };
}

/** Columns in which the two sides may differ. Estimators on different models are compared across them. */
function freeColumns(
  than: ClaimThan,
  own: readonly ClaimValue[],
  others: readonly ClaimValue[],
): readonly ClaimColumn[] {
  const named = columns.filter((column) => column !== 'channel_2' && than[column] !== undefined);
  const models = new Set(own.map((value) => value.row.model));
  const apart = others.length > 0 && !others.some((value) => models.has(value.row.model));
  return apart ? [...named, 'model'] : named;
}

function groupOf(
  value: ClaimValue,
  unit: string,
  by: readonly ClaimColumn[],
  axes: readonly string[],
): string {
  const settings = axes.map((axis) => String(value.row[axisColumn(value.row, axis)] ?? ''));
  return [unit, keyOf(value, by), ...settings].join('\n');
}

function keyOf({ row, moment }: ClaimValue, by: readonly ClaimColumn[]): string {
  return by.map((column) => (column === 'epoch' ? moment : String(row[column] ?? ''))).join('\t');
}
