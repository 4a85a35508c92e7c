import { canonicalJson } from '../../src/plan/canonical.ts';
import type {
  AxisPlan,
  ClaimPlan,
  Json,
  Plan,
  ReportPlan,
  StagePlan,
  TrialPlan,
} from '../../src/plan/plan.ts';
import type { Row, RunTables } from '../../src/table/columns.ts';
import { countedMoments } from '../../src/table/counted-moments.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { plainRow } from '../../src/table/row-view.ts';
import type { TrainedFilters } from '../contract/report.ts';
import type { FinishedRun } from './make-report.ts';
import { runAxis } from './run-axis.ts';

/** One of several runs that are compared. */
export interface NamedResults extends Pick<FinishedRun, 'plan' | 'tables' | 'filters'> {
  /** See `runNames`. */
  readonly name: string;
}

/** Runs as one, in which the run is an axis. */
export interface CombinedRuns {
  readonly plan: Plan;
  readonly tables: RunTables;
  readonly filters: readonly TrainedFilters[];
  /** Its reports, each with the runs that have it. */
  readonly reports: readonly SharedReport[];
}

/** A report of the runs that have it. */
export interface SharedReport {
  /** As the combined plan has it. */
  readonly report: ReportPlan;
  /** Places of the runs, and what it is called in each. */
  readonly own: readonly { readonly run: number; readonly name: string }[];
}

/**
 * Several runs as one plan with its tables: the run is a further axis of the matrix (`runAxis`), so that figures tell runs apart as they
 * tell settings apart. Keys of stages and estimates are kept apart by the run, since two runs of one study are two measurements. A
 * claim or report that runs have in common is one of all their trials; those of one name that differ are several.
 */
export function combineRuns(runs: readonly NamedResults[]): CombinedRuns {
  const plans = runs.map(planOfRun);
  const first = plans[0]!;
  const axes = new Map(
    plans.flatMap((plan) => plan.axes.map((axis): [string, AxisPlan] => [axis.name, axis])),
  );
  const axis: AxisPlan = {
    name: runAxis,
    path: runAxis,
    values: runs.map(({ name }) => name),
    retrains: true,
  };
  const { plugins: _, ...rest } = first;
  const reports = withNames(
    together(
      plans,
      (plan) => plan.reports,
      ({ name, kind, params }) => [name, kind, params],
    ),
  );
  return {
    reports,
    plan: {
      ...rest,
      axes: [...axes.values(), axis],
      trials: plans.flatMap(({ trials }) => trials),
      stages: plans.flatMap(({ stages }) => stages),
      claims: together(
        plans,
        ({ claims }) => claims,
        ({ name, expect, params }) => [name, expect, params],
      ).map(({ item }) => item),
      reports: reports.map(({ report }) => report),
      edges: plans.flatMap(({ edges }) => edges),
    },
    tables: {
      axes: [...new Set([...runs.flatMap(({ tables }) => tables.axes), runAxis])],
      estimates: rowsOf(runs, 'estimates'),
      training: rowsOf(runs, 'training'),
      claims: rowsOf(runs, 'claims'),
      cases: [],
    },
    filters: runs.flatMap(({ name, filters = [] }) =>
      filters.map((filter) => ({ ...filter, trials: filter.trials.map((trial) => trialOf(name, trial)) })),
    ),
  };
}

/** A trial of a run among those of others. */
function trialOf(run: string, trial: string): string {
  return `${run}; ${trial}`;
}

function planOfRun({ name, plan }: NamedResults): Plan {
  const rename = (trial: string) => trialOf(name, trial);
  const apart = (key: string) => `${name}/${key}`;
  const trials = plan.trials.map(
    (trial): TrialPlan => ({
      ...trial,
      id: rename(trial.id),
      settings: { ...trial.settings, [runAxis]: name },
      stages: trial.stages.map(apart),
    }),
  );
  const stages = plan.stages.map(
    (stage): StagePlan => ({
      ...stage,
      key: apart(stage.key),
      branches: stage.branches.map(({ trial, estimators }) => ({
        trial: rename(trial),
        estimators: estimators.map((each) => ({ ...each, key: apart(each.key) })),
      })),
    }),
  );
  const of = <Item extends ClaimPlan | ReportPlan>(items: readonly Item[]) =>
    items.map((item) => (item.trials ? { ...item, trials: item.trials.map(rename) } : item));
  return { ...plan, trials, stages, claims: of(plan.claims), reports: of(plan.reports) };
}

/** An entry of the runs that have it, in the order of the runs. */
interface Shared<Item> {
  readonly item: Item;
  readonly own: readonly { readonly run: number; readonly item: Item }[];
}

/** Entries of all runs: those that are alike in all but their trials are one, of the trials of all that have it. */
function together<Item extends ClaimPlan | ReportPlan>(
  plans: readonly Plan[],
  itemsOf: (plan: Plan) => readonly Item[],
  contentOf: (item: Item) => Json,
): Shared<Item>[] {
  const all = plans.flatMap((plan, run) =>
    itemsOf(plan).map((item) => ({ run, item, trials: item.trials ?? plan.trials.map(({ id }) => id) })),
  );
  const alike = groupRows(all, ({ item }) => canonicalJson(contentOf(item)));
  return [...alike.values()].map((group) => ({
    item: { ...group[0]!.item, trials: group.flatMap(({ trials }) => trials) },
    own: group.map(({ run, item }) => ({ run, item })),
  }));
}

/** Reports with names that differ. */
function withNames(reports: readonly Shared<ReportPlan>[]): SharedReport[] {
  const seen = new Map<string, number>();
  return reports.map(({ item, own }) => {
    const before = seen.get(item.name) ?? 0;
    seen.set(item.name, before + 1);
    const report = before === 0 ? item : { ...item, name: `${item.name}-${before + 1}` };
    return { report, own: own.map(({ run, item: { name } }) => ({ run, name })) };
  });
}

function rowsOf(runs: readonly NamedResults[], table: 'estimates' | 'training' | 'claims'): Row[] {
  return runs.flatMap(({ name, tables }) =>
    countedMoments(tables[table]).map((row) => {
      const plain = plainRow(row);
      const { trial } = plain;
      return {
        ...plain,
        ...(typeof trial === 'string' && trial !== 'all' ? { trial: trialOf(name, trial) } : {}),
        [runAxis]: name,
      };
    }),
  );
}
