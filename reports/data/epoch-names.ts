/** Most significant digits that a float64 can tell apart. */
const mostDigits = 17;

/**
 * What epochs are called, each by a name of its own: whole epochs in full, of others three significant digits of what is
 * over the whole ones, or as many more as it takes to tell all of them apart.
 *
 * @param epochs all that are named together
 * @returns the name of one of them
 * @example epochNames([1000, 1 / 3, 4.0021321])(4.0021321) // '4.00213'
 */
export function epochNames(epochs: Iterable<number>): (epoch: number) => string {
  const all = [...new Set(epochs)];
  let digits = 3;
  while (digits < mostDigits && !areDistinct(all, digits)) digits++;
  return (epoch) => nameOf(epoch, digits);
}

/** Whether all names differ, and none of a fraction looks like a whole epoch. */
function areDistinct(epochs: readonly number[], digits: number): boolean {
  const names = new Set(epochs.map((epoch) => nameOf(epoch, digits)));
  const hidden = epochs.some((epoch) => !Number.isInteger(epoch) && /^\d+$/.test(nameOf(epoch, digits)));
  return names.size === epochs.length && !hidden;
}

function nameOf(epoch: number, digits: number): string {
  if (Number.isInteger(epoch)) return String(epoch);
  const places = digits - 1 - Math.floor(Math.log10(epoch - Math.floor(epoch)));
  return String(Number(epoch.toFixed(Math.min(places, 100))));
}
