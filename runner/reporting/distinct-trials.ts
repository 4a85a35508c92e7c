import type { TrialPlan } from '../../src/plan/plan.ts';
import { trialContent } from '../../src/plan/trial-content.ts';
import type { Row } from '../../src/table/columns.ts';
import type { ReportContext } from './report-run.ts';

/**
 * The context without trials that repeat one another: of those whose training and estimators are the same, the first, and
 * without the axes that then have one value. An order that only another estimator has would else draw a curve many times,
 * and count a training many times in a mean.
 *
 * @param estimators whose rows are drawn; none for a training's own
 * @param facet axis that has panels: trials in different panels are kept apart
 */
export function distinctTrials(
  context: ReportContext,
  estimators: readonly string[],
  facet = 'none',
): ReportContext {
  const { plan, tables } = context;
  const first = new Map<string, TrialPlan>();
  for (const trial of plan.trials) {
    const content = trialContent(trial, plan, estimators, { facet });
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
    tables: { ...tables, estimates: own(tables.estimates), training: own(tables.training) },
  };
}
