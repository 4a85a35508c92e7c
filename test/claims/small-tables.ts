import { verdicts } from '../../runner/claims/evaluate-claims.ts';
import type { ClaimContext, ClaimFindings } from '../../runner/contract/claim.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { syntheticPlan } from '../reports/synthetic-run.ts';

/** A context of estimates and training rows whose trials vary the seed and one more axis, `models.net.layers.C1.filters`. */
export function smallContext({
  seeds = [1],
  filters = [],
  estimates = [],
  training = [],
}: {
  readonly seeds?: readonly number[];
  readonly filters?: readonly number[];
  readonly estimates?: readonly Row[];
  readonly training?: readonly Row[];
}): ClaimContext {
  const axis = 'models.net.layers.C1.filters';
  const base = syntheticPlan('t', 1);
  const values = filters.length > 0 ? filters : [null];
  const trials = seeds.flatMap((seed) =>
    values.map((value) => {
      const named = [seeds.length > 1 ? `seed=${seed}` : '', value === null ? '' : `filters=${value}`];
      const settings = {
        ...(seeds.length > 1 ? { seed } : {}),
        ...(value === null ? {} : { [axis]: value }),
      };
      return { id: named.filter((part) => part !== '').join() || 'base', seed, settings, stages: [] };
    }),
  );
  const axes = [
    ...(seeds.length > 1 ? [{ name: 'seed', path: 'seed', values: seeds, retrains: true }] : []),
    ...(filters.length > 0 ? [{ name: axis, path: axis, values: filters, retrains: true }] : []),
  ];
  const plan: Plan = { ...base, axes, trials };
  const complete = (rows: readonly Row[]) =>
    rows.map((row) => {
      const trial = trials.find(
        (each) =>
          each.seed === (row.seed ?? seeds[0]) &&
          (row.filters === undefined || each.settings[axis] === row.filters),
      )!;
      const { filters: value, ...rest } = row;
      const setting = value === undefined ? {} : { [axis]: value };
      return { model: 'net', ...rest, ...setting, trial: trial.id, seed: trial.seed };
    });
  return { plan, estimates: complete(estimates), training: complete(training) };
}

/** Rows of the estimator IXT for one layer over the epochs 0, 1, 2, ... */
export function course(layer: string, values: readonly (number | null)[], more: Row = {}): Row[] {
  return values.map((value, epoch) => ({
    estimator: 'IXT',
    quantity: 'I(X;T)',
    unit: 'bits',
    layer,
    epoch,
    iteration: 10 * epoch,
    value,
    ...more,
  }));
}

/** Rows of the training table, test split, over the epochs 0, 1, 2, ... */
export function accuracies(values: readonly number[], more: Row = {}): Row[] {
  return values.map((accuracy, epoch) => ({
    split: 'test',
    epoch,
    iteration: 10 * epoch,
    accuracy,
    loss: 1 - accuracy,
    ...more,
  }));
}

/** A kind of claim, as it is imported. */
export interface ClaimNode<Params> {
  readonly run: (params: Params, context: ClaimContext) => ClaimFindings;
}

/** The rows of the claims table that a kind makes: trials, settings, and last the one over all settings. */
export function claimRows<Params extends object>(
  node: ClaimNode<Params>,
  params: Params,
  context: ClaimContext,
): Row[] {
  return [...claimTables(node, params, context).claims];
}

/** The row over all settings. */
export function verdictOn<Params extends object>(
  node: ClaimNode<Params>,
  params: Params,
  context: ClaimContext,
): Row {
  return claimRows(node, params, context).at(-1)!;
}

/** Both tables of one claim. */
export function claimTables<Params extends object>(
  node: ClaimNode<Params>,
  params: Params,
  context: ClaimContext,
) {
  const given: Record<string, never> = JSON.parse(JSON.stringify(params));
  return verdicts(
    { name: 'claim', expect: 'x', params: given, statement: '' },
    node.run(params, context),
    context.plan,
  );
}
