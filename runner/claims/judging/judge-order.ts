import { type Chain, type ChainJudge, type Contrast, chainMeans } from '../cases/chain.ts';

/**
 * Judges whether values never go in the wrong direction by more than the tolerance. Each step from one place to the next is
 * a case; its margin is the tolerance minus the step the wrong way, and a step with a missing end is no case. Where no
 * step breaks but the greatest way between any two places does, that pair is one case more. The worst margin is the
 * tolerance minus that greatest way. Values within the tolerance of each other say nothing.
 *
 * @param wrong 1 where a rise is wrong, -1 where a fall is
 */
export function judgeOrder(wrong: 1 | -1, tolerance: number): ChainJudge {
  return {
    trial: (values, { places }) => {
      const cases = [];
      let missing = 0;
      for (let i = 1; i < values.length; i++) {
        const [than, value] = [values[i - 1] ?? null, values[i] ?? null];
        if (than === null || value === null) {
          missing++;
          continue;
        }
        const step = wrong * (value - than);
        const what = stepName(places, i - 1, i);
        cases.push({ what, value, than, margin: tolerance - step, violated: step > tolerance });
      }
      const way = greatestWay(values, wrong);
      if (way && way.size > tolerance && !cases.some(({ violated }) => violated)) {
        const { from, to, size } = way;
        const pair = { value: values[to]!, than: values[from]!, margin: tolerance - size, violated: true };
        cases.push({ what: stepName(places, from, to), ...pair });
      }
      return {
        cases,
        worst: cases.length > 0 && way ? tolerance - way.size : null,
        missing,
        telling: spread(values) > tolerance,
      };
    },
    contrasts: (chain) => orderContrasts(chain, wrong, tolerance),
  };
}

/** All steps, and the greatest way of the mean over trials where that is no step. */
function orderContrasts(chain: Chain, wrong: 1 | -1, tolerance: number): Contrast[] {
  const { places } = chain;
  const contrast = (from: number, to: number): Contrast => ({
    what: stepName(places, from, to),
    weights: [
      [to, -wrong],
      [from, wrong],
    ],
    offset: tolerance,
    strict: false,
  });
  const steps = places.slice(1).map((_, i) => contrast(i, i + 1));
  const way = greatestWay(chainMeans(chain), wrong);
  return way && way.to > way.from + 1 ? [...steps, { ...contrast(way.from, way.to), pair: true }] : steps;
}

function stepName(places: readonly string[], from: number, to: number): string {
  return `${places[from]} -> ${places[to]}`;
}

/** The greatest way up (down where `wrong` is -1) from a value to any later one; null for fewer than two values. */
export function greatestWay(
  values: readonly (number | null)[],
  wrong: 1 | -1,
): { readonly from: number; readonly to: number; readonly size: number } | null {
  let least: number | null = null;
  let best: { from: number; to: number; size: number } | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null;
    if (value === null) continue;
    if (least !== null) {
      const size = wrong * (value - values[least]!);
      if (best === null || size > best.size) best = { from: least, to: i, size };
    }
    if (least === null || wrong * (value - values[least]!) < 0) least = i;
  }
  return best;
}

/** Greatest value minus least; 0 without values. */
export function spread(values: readonly (number | null)[]): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most >= least ? most - least : 0;
}
