import type { ClaimColumn, ClaimRows, ClaimThan } from '../../../src/node/claim-parameters.ts';
import { groupRows } from '../../../src/table/group-rows.ts';
import { axisColumn } from '../../../src/table/select-rows.ts';
import type { ClaimContext } from '../../contract/claim.ts';
import { ChainDraft, type ChainPlace, trialsBySetting } from '../cases/chain-draft.ts';
import { claimAxis } from '../cases/claim-axis.ts';
import { type ClaimValue, type ClaimValues, claimRows, claimValues } from '../cases/claim-values.ts';
import { conditions, subjectOf } from '../cases/claim-words.ts';
import { type Chains, claimColumns, distinctUnits, groupKey, groupWords } from '../cases/make-chains.ts';
import { trialsOfValue } from '../cases/trials-of-value.ts';
import { claimTrials } from '../claim-trials.ts';

/** A claim's rows and what they are compared with. */
export interface CompareParams extends ClaimRows {
  readonly than: ClaimThan;
}

const sides: ReadonlyMap<string, ChainPlace> = new Map(
  ['than', 'value'].map((name, at) => [name, { number: at, name, at }]),
);

/**
 * Pairs of a value and the one that it is compared with, as chains of two places: the other value, the value. What `than`
 * does not name is the same for both: setting, model, layer, point of training; and the seed, where both sides have it. Rows
 * that `than` names are not compared with themselves.
 */
export function comparedChains(params: CompareParams, context: ClaimContext): Chains {
  const { than } = params;
  const others = claimValues(otherSide(params), context);
  const own = claimValues(params, context).without(new Set(others.rows));
  const axes = Object.keys(than.settings ?? {}).map((name) => claimAxis(context.plan, name).name);
  const units = claimTrials(context.plan, axes, params);
  const by = params.by ?? claimColumns;
  const free = freeColumns(than, own, others);
  const shared = by.filter((column) => !free.includes(column));
  const ofGroup = groupWords(own.rows, by);
  const unitOf = ({ row }: ClaimValue) => units.get(String(row.trial));
  const trialsOf = trialsOfValue(units);
  const counterparts = groupRows(
    others.toArray(),
    (value) => `${unitOf(value)?.setting}\n${groupKey(value, shared)}`,
  );
  const said = severalVariants(own, axes);
  const drafts = new Map<string, ChainDraft<typeof sides>>();
  const trials = distinctUnits(units);
  const trialsOfSetting = trialsBySetting(trials);
  own.forEach((value) => {
    const unit = unitOf(value);
    if (!unit) return;
    const variant = axes.map((axis) => String(value.row[axisColumn(value.row, axis)] ?? ''));
    const key = [unit.setting, groupKey(value, by), ...variant].join('\n');
    let draft = drafts.get(key);
    if (!draft) {
      const { of, epoch } = ofGroup(value);
      const parts = [of, said ? variant.join(', ') : ''].filter((part) => part !== '');
      const words = { of: parts.join(', '), epoch };
      draft = new ChainDraft(trialsOfSetting.get(unit.setting)!, words, sides);
      drafts.set(key, draft);
      for (const other of counterparts.get(`${unit.setting}\n${groupKey(value, shared)}`) ?? []) {
        for (const trial of trialsOf(other)) draft.add('than', trial, other.value);
      }
    }
    for (const trial of trialsOf(value)) draft.add('value', trial, value.value);
  });
  const chains = [...drafts.values()].map((draft) => draft.finish());
  return { units: trials, chains, values: own.and(others) };
}

function severalVariants({ rows }: ClaimValues, axes: readonly string[]): boolean {
  return axes.some((axis) => new Set(rows.map((row) => row[axisColumn(row, axis)])).size > 1);
}

/** What values are compared with, in words. */
export function comparedWith(params: CompareParams, context: ClaimContext): string {
  const { than } = params;
  const other = otherSide(params);
  const named = than.estimator !== undefined || than.split !== undefined;
  const quantity = subjectOf(other, claimRows(other, context)[0]);
  const { layer, layer_2, model, epoch, channel, settings } = than;
  const given = { layer, layer_2, model, epoch, channel, settings };
  const where = Object.fromEntries(Object.entries(given).filter(([, wanted]) => wanted !== undefined));
  const said = conditions(where).join('; ');
  // of a second layer the words begin with `with`
  if (!named) return Object.keys(where).join() === 'layer_2' ? said : `at ${said}`;
  const estimator = than.estimator === undefined ? '' : ` (${than.estimator})`;
  return `${quantity}${estimator}${said === '' ? '' : ` at ${said}`}`;
}

/** The rows that values are compared with, as settings of a claim. */
export function otherSide(params: CompareParams): ClaimRows {
  const { estimator, split, layer, layer_2, model, epoch, channel, settings } = params.than;
  const given = { layer, layer_2, model, epoch, channel };
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
function freeColumns(than: ClaimThan, own: ClaimValues, others: ClaimValues): readonly ClaimColumn[] {
  const named = claimColumns.filter(
    (column) => than[column === 'channel_2' ? 'layer_2' : column] !== undefined,
  );
  const models = new Set(own.rows.map(({ model }) => model));
  const apart = others.rows.length > 0 && !others.rows.some(({ model }) => models.has(model));
  return apart ? [...named, 'model'] : named;
}
