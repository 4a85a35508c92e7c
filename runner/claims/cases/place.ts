import type { Place } from '../../contract/claim.ts';
import {
  differenceOfMeans,
  meanOf,
  type TestedInterval,
  testedMean,
} from '../../kernels/statistics/mean-interval.ts';

export type PlaceVerdict = 'holds' | 'breaks' | 'unclear';

/** Trials behind a place: of two samples, those of the smaller one. */
export function placeTrials({ sample }: Place): number {
  return 'margins' in sample ? sample.margins.length : Math.min(sample.plus.length, sample.minus.length);
}

/**
 * The interval of a place's margin over trials, by Student's t, or by Welch's where the seeds of two sides differ.
 * @param level probability outside
 * @returns null for fewer than two trials
 */
export function placeInterval(place: Place, level = 0.05): TestedInterval | null {
  const { sample } = place;
  if (placeTrials(place) < 2) return null;
  return 'margins' in sample
    ? testedMean(sample.margins, level)
    : differenceOfMeans(sample.plus, sample.minus, sample.offset, level);
}

/** Mean margin of a place; null without a trial. */
export function placeMean({ sample }: Place): number | null {
  const found =
    'margins' in sample ? meanOf(sample.margins) : meanOf(sample.plus) - meanOf(sample.minus) + sample.offset;
  return Number.isNaN(found) ? null : found;
}

/** What a place says: with one trial by its margin alone. */
export function placeVerdict(place: Place): PlaceVerdict {
  const interval = placeInterval(place);
  const mean = placeMean(place);
  const { low, high } = interval ?? { low: mean ?? Number.NaN, high: mean ?? Number.NaN };
  return verdictBetween(low, high, place.strict);
}

/** `holds` with the lower end at 0 or above, `breaks` with the upper end below; where `strict`, 0 itself breaks. */
export function verdictBetween(low: number, high: number, strict: boolean): PlaceVerdict {
  if (strict ? low > 0 : low >= 0) return 'holds';
  return (strict ? high <= 0 : high < 0) ? 'breaks' : 'unclear';
}
