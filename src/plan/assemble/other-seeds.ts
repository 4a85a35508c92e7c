import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import type { Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { Trial } from './trial.ts';

/** Gives the trials that differ from one of these in the seed alone, in their order. */
export function otherSeeds(trials: readonly Trial[]): (trial: Trial) => readonly Trial[] {
  let alike: ReadonlyMap<string, readonly Trial[]> | null = null;
  return (trial) => {
    // few studies ask
    alike ??= bySetting(trials);
    return (alike.get(settingOf(trial)) ?? []).filter(({ seed }) => seed !== trial.seed);
  };
}

function bySetting(trials: readonly Trial[]): ReadonlyMap<string, readonly Trial[]> {
  const alike = new Map<string, Trial[]>();
  for (const trial of trials) {
    const setting = settingOf(trial);
    const known = alike.get(setting);
    if (known) known.push(trial);
    else alike.set(setting, [trial]);
  }
  return alike;
}

/** What a trial has on the axes but the seed. */
function settingOf({ settings }: Trial): string {
  const { seed: _, ...others } = settings;
  return canonicalJson(others);
}

/** What is said of estimators that compare seeds where there are none: no trial differs from another one in the seed alone. */
export function withoutOtherSeeds(trials: readonly Trial[], { entries }: Spec): Diagnostic[] {
  const others = otherSeeds(trials);
  // by estimator that compares seeds: whether there are some
  const met = new Map<string, boolean>();
  for (const trial of trials) {
    for (const { name, other } of trial.resolved.estimators) {
      if (other === 'seeds' && met.get(name) !== true) met.set(name, others(trial).length > 0);
    }
  }
  return [...entries.estimator.values()].flatMap(({ name, key, path }) => {
    if (met.get(name) !== false) return [];
    const message = `${showValue(name)} names no other probe, so that it compares seeds, of which each setting has one`;
    const hint =
      'name the probe of another model (`with`), or add seeds: `matrix: { seed: { range: [1, 5] } }`';
    return [problem('captures-unlike', key, path, message, hint)];
  });
}
