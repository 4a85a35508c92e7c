import { quantityTitle } from '../../reports/data/quantity-title.ts';
import type { ReportContext } from '../contract/report.ts';

/** Quantity and unit of an estimator's rows, such as `I(X;T) (bits)`; its name when it has no rows. */
export function axisTitle(estimator: string, { tables }: ReportContext): string {
  const row = tables.estimates.find((each) => each.estimator === estimator);
  return row ? quantityTitle(row) : estimator;
}
