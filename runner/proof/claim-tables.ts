import type { Plan, TrialPlan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ClaimContext } from '../contract/claim.ts';

export interface MadeUpTables {
  /** A trial each; one trial of seed 1 when left out. */
  readonly seeds?: readonly number[];
  /** Rows of the estimates table: of trial 1, model `net` and iteration 10 an epoch where they do not say. */
  readonly estimates?: readonly Row[];
  /** Rows of the training table, likewise. */
  readonly training?: readonly Row[];
}

/** The tables of a made-up run over seeds, as a claim is given them. A row's `seed` says which trial it is of. */
export function claimTables({ seeds = [1], estimates = [], training = [] }: MadeUpTables): ClaimContext {
  const several = seeds.length > 1;
  const trials = seeds.map(
    (seed): TrialPlan => ({
      id: several ? `seed=${seed}` : 'base',
      seed,
      settings: several ? { seed } : {},
      stages: [],
    }),
  );
  const axis = { name: 'seed', path: 'seed', values: seeds, retrains: true };
  const plan: Plan = {
    format: 1,
    study: 'made-up',
    title: '',
    source: 'made-up',
    axes: several ? [axis] : [],
    trials,
    stages: [],
    claims: [],
    reports: [],
    edges: [],
  };
  const complete = (rows: readonly Row[]) =>
    rows.map((row) => {
      const seed = row.seed ?? seeds[0]!;
      const { id } = trials.find((trial) => trial.seed === seed)!;
      const iteration = typeof row.epoch === 'number' ? 10 * row.epoch : null;
      return { model: 'net', iteration, ...row, trial: id, seed };
    });
  return { plan, estimates: complete(estimates), training: complete(training) };
}
