import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import type { Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { Trial } from './trial.ts';

/** The trials that differ from one in the seed alone, in the order of the plan. */
export function otherSeeds(trial: Trial, trials: readonly Trial[]): readonly Trial[] {
  const own = settingOf(trial);
  return trials.filter((one) => one.seed !== trial.seed && settingOf(one) === own);
}

const known = new WeakMap<Trial, string>();

/** What a trial has on the axes but the seed. */
function settingOf(trial: Trial): string {
  const { seed: _, ...settings } = trial.settings;
  const text = known.get(trial) ?? canonicalJson(settings);
  known.set(trial, text);
  return text;
}

/** What is said of estimators that compare seeds where there are none: no trial differs from another one in the seed alone. */
export function withoutOtherSeeds(trials: readonly Trial[], { entries }: Spec): Diagnostic[] {
  return [...entries.estimator.values()].flatMap(({ name, key, path }) => {
    const own = trials.filter(({ resolved }) =>
      resolved.estimators.some((one) => one.name === name && one.other === 'seeds'),
    );
    if (own.length === 0 || own.some((trial) => otherSeeds(trial, trials).length > 0)) return [];
    const message = `${showValue(name)} names no other probe, so that it compares seeds, of which each setting has one`;
    const hint =
      'name the probe of another model (`with`), or add seeds: `matrix: { seed: { range: [1, 5] } }`';
    return [problem('captures-unlike', key, path, message, hint)];
  });
}
