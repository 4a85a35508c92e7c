import type { Plan, StagePlan } from './plan.ts';

/** Samples of a recording, with their name. */
export interface NamedSamples {
  readonly name: string;
  readonly split: 'train' | 'test';
  readonly n: number;
}

/** The samples of a recording that its curve's accuracy on a split is likely of: the only ones of that split; null where it cannot be told. */
export function samplesOfCurve(
  { recorded }: Pick<StagePlan, 'recorded'>,
  split: string,
): NamedSamples | null {
  const own = Object.entries(recorded?.samples ?? {}).filter(([, one]) => one.split === split);
  const [[name, { n }] = ['', { n: 0 }], ...others] = own;
  return own.length === 0 || others.length > 0 ? null : { name, split: split as 'train' | 'test', n };
}

/** The same of a trial and model of a plan. */
export function samplesOfTrial(
  { trials, stages }: Pick<Plan, 'trials' | 'stages'>,
  { trial, model, split }: { readonly trial: string; readonly model: string; readonly split: string },
): NamedSamples | null {
  const keys = trials.find(({ id }) => id === trial)?.stages ?? [];
  const stage = stages.find((one) => one.model.name === model && keys.includes(one.key));
  return stage ? samplesOfCurve(stage, split) : null;
}
