import type { TrialPlan } from '../../src/plan/plan.ts';
import { trialContents } from '../../src/plan/trial-contents.ts';
import type { Row } from '../../src/table/columns.ts';
import { narrowed } from '../../src/table/result-tables.ts';
import type { ReportContext } from '../contract/report.ts';

/**
 * The context without trials that repeat one another: of those whose training and estimators are the same, the first, and
 * without the axes that then have one value. An order that only another estimator has would else draw a curve many times,
 * and count a training many times in a mean.
 *
 * @param estimators whose rows are drawn; none for a training's own
 * @param apart axes that have panels, lines or columns: trials of different values of theirs are kept apart
 */
export function distinctTrials(
  context: ReportContext,
  estimators: readonly string[],
  ...apart: readonly string[]
): ReportContext {
  const { plan, tables } = context;
  const contentOf = trialContents(plan, estimators);
  const first = new Map<string, TrialPlan>();
  for (const trial of plan.trials) {
    const content = contentOf(trial, apart);
    if (!first.has(content)) first.set(content, trial);
  }
  if (first.size === plan.trials.length) return context;
  const kept = new Set([...first.values()].map((trial) => trial.id));
  const axes = plan.axes.filter(({ name }) => {
    const values = new Set([...first.values()].map((trial) => JSON.stringify(trial.settings[name])));
    return name === 'seed' || values.size > 1;
  });
  const own = (rows: readonly Row[]) => rows.filter((row) => kept.has(String(row.trial)));
  return {
    ...context,
    plan: { ...plan, axes, trials: [...first.values()] },
    tables: narrowed(tables, { estimates: own(tables.estimates), training: own(tables.training) }),
  };
}
