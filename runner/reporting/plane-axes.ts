import type { ReportContext } from '../contract/report.ts';

/** Quantity and unit of an estimator's rows, such as `I(X;T) (bits)`; its name when it has no rows. */
export function axisTitle(estimator: string, { tables }: ReportContext): string {
  const row = tables.estimates.find((each) => each.estimator === estimator);
  return row ? `${row.quantity} (${row.unit})` : estimator;
}

/** The most that an estimator of I(T;Y) in bits can see of Y, log2 of the number of classes; null for other estimators. */
export function classLimit(estimator: string, { plan, tables }: ReportContext): number | null {
  const row = tables.estimates.find((each) => each.estimator === estimator);
  const stage = plan.stages.find((each) => each.model.name === row?.model);
  if (!row || !stage || row.quantity !== 'I(T;Y)' || row.unit !== 'bits') return null;
  return Math.log2(stage.network.classes);
}
