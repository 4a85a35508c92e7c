import type { DotRow } from '../../reports/charts/dot-rows.ts';
import { quantityTitle } from '../../reports/data/quantity-title.ts';
import { canonicalJson } from '../../src/plan/canonical.ts';
import type { Plan, TrialPlan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { meanInterval } from '../kernels/statistics/mean-interval.ts';
import type { NamedResults } from './combine-runs.ts';
import { pairMeans } from './pair-means.ts';

/** What of a run is compared in one place: a value of each trial at its last row. */
interface Place {
  /** Quantity with its unit and estimator, or the measure of the training. */
  readonly panel: string;
  readonly row: string;
  readonly key: string;
  readonly value: number;
  readonly trial: string;
}

/** The differences of one run from the first, and of how many trials. */
export interface RunDifferences {
  readonly run: string;
  /** Trials of both runs that have the same seed and the same settings of the axes that both have. */
  readonly pairs: number;
  /** A line for each place that both have: the mean of `this run - the first` over the pairs, with its 95 % interval. */
  readonly rows: readonly DotRow[];
}

/**
 * How runs differ from the first, trial by trial: test loss and accuracy, and the estimates of whole layers, each at the last row of its
 * training. Trials are paired by seed and by the axes that both runs have; where several trials of a run have the same, none of them is
 * paired. Places are matched by the names of estimator, model and layer, where both are in the same unit; of two runs with one model each
 * the models may be called differently.
 */
export function pairedDifferences(runs: readonly NamedResults[]): RunDifferences[] {
  const [first, ...others] = runs;
  if (!first) return [];
  const before = placesOf(first);
  return others.map((run) => {
    const pairs = trialPairs(first.plan, run.plan);
    const after = placesOf(run);
    const rows = [...before].flatMap(([key, own]): DotRow[] => {
      const there = new Map(after.get(key)?.map(({ trial, value }) => [trial, value]));
      const dots = own.flatMap(({ trial, value }) => {
        const other = there.get(pairs.get(trial) ?? '');
        return other === undefined ? [] : [other - value];
      });
      if (dots.length === 0) return [];
      const { mean, low, high, count } = meanInterval(dots);
      const { panel, row } = own[0]!;
      return [{ panel, series: run.name, row, value: mean, low, high, trials: count, dots }];
    });
    return { run: run.name, pairs: pairs.size, rows };
  });
}

/** Trials of `b` by those of `a` that are the same but for the run. */
function trialPairs(a: Plan, b: Plan): ReadonlyMap<string, string> {
  const common = a.axes.map(({ name }) => name).filter((name) => b.axes.some((axis) => axis.name === name));
  const keyOf = ({ seed, settings }: TrialPlan) =>
    canonicalJson([seed, ...common.map((name) => settings[name] ?? null)]);
  const alone = (plan: Plan) =>
    new Map(
      [...groupRows(plan.trials, keyOf)].flatMap(([key, trials]): [string, string][] =>
        trials.length === 1 ? [[key, trials[0]!.id]] : [],
      ),
    );
  const there = alone(b);
  return new Map(
    [...alone(a)].flatMap(([key, trial]): [string, string][] => {
      const other = there.get(key);
      return other === undefined ? [] : [[trial, other]];
    }),
  );
}

function placesOf({ plan, tables }: NamedResults): ReadonlyMap<string, readonly Place[]> {
  const models = new Set(plan.stages.map(({ model }) => model.name));
  const modelOf = (row: Row) => (models.size > 1 ? String(row.model) : '');
  const estimates = lastRows(
    pairMeans(
      tables.estimates.filter(
        (row) => row.channel == null && row.layer != null && typeof row.value === 'number',
      ),
    ),
    (row) => `${row.trial}\n${row.model}\n${row.estimator}`,
  ).map((row): Place => {
    const panel = `${quantityTitle(row)}, ${row.estimator}`;
    const name = [modelOf(row), String(row.layer), secondOf(row)].filter((part) => part !== '').join(' ');
    return { panel, row: name, key: `${panel}\n${name}`, value: Number(row.value), trial: String(row.trial) };
  });
  const tests = lastRows(
    tables.training.filter(({ split }) => split === 'test'),
    (row) => `${row.trial}\n${row.model}`,
  );
  const training = (['accuracy', 'loss'] as const).flatMap((measure) =>
    tests.flatMap((row): Place[] => {
      if (typeof row[measure] !== 'number') return [];
      const name = modelOf(row) || 'test set';
      const panel = `test ${measure}`;
      return [{ panel, row: name, key: `${panel}\n${name}`, value: row[measure], trial: String(row.trial) }];
    }),
  );
  return groupRows([...training, ...estimates], ({ key }) => key);
}

/** The second layer of a pair in words; empty where a row is of one layer. */
function secondOf({ layer_2, channel_2 }: Row): string {
  if (layer_2 != null) return `with ${layer_2}`;
  return channel_2 == null ? '' : `with layer ${channel_2}`;
}

/** Of each group, the rows of its last iteration. */
function lastRows(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...groupRows(rows, keyOf).values()].flatMap((group) => {
    const last = group.reduce((most, { iteration }) => Math.max(most, Number(iteration)), 0);
    return group.filter(({ iteration }) => Number(iteration) === last);
  });
}
