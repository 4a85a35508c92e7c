import type { Row } from '../../src/table/columns.ts';

/** What a row estimates, with its unit where it has one that its name does not say, such as `I(X;T) (bits)`. */
export function quantityTitle({ quantity = null, unit = null }: Row): string {
  return unit && unit !== 'dimensions' ? `${quantity} (${unit})` : String(quantity);
}
