import { epochNames } from '../data/epoch-names.ts';
import type { ChosenTrials } from './chosen-trials.ts';
import { type EpochValue, fewestForBands } from './curve-data.ts';
import { brief, extent, tellCurves, trialWords } from './panel-parts.ts';

/**
 * How many trials the means of curves are of, and what is drawn around them.
 * @param marks what intervals are drawn as
 * @param drawn the trials behind the means
 */
export function meanWords(trials: readonly number[], marks: string, drawn: ChosenTrials<unknown>): string {
  const [least, most] = extent(trials);
  if (!(most > 1)) return trialWords(trials, marks);
  if (most >= fewestForBands || drawn.traces.length === 0)
    return `${trialWords(trials, marks)}${drawn.words}`;
  return ` Means over ${least < most ? `${least} to ` : ''}${most} trials.${drawn.words}`;
}

/** What each curve does, in words: its ends, and its least and greatest value where they lie elsewhere. */
export function describeCurves(curves: ReadonlyMap<string, readonly EpochValue[]>): string {
  return tellCurves(curves, 10, (name, curve) => {
    const [first, last] = [curve[0]!, curve.at(-1)!];
    const [least, greatest] = extent(curve.map((point) => point.value));
    const between = [
      least < Math.min(first.value, last.value) ? `least ${brief(least)}` : '',
      greatest > Math.max(first.value, last.value) ? `greatest ${brief(greatest)}` : '',
    ].filter((part) => part !== '');
    const nameOf = epochNames([first.epoch, last.epoch]);
    const inside = between.length > 0 ? ` (${between.join(', ')})` : '';
    return `${name} goes from ${brief(first.value)} at epoch ${nameOf(first.epoch)} to ${brief(last.value)} at epoch ${nameOf(last.epoch)}${inside}.`;
  });
}
