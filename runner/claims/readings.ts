import { quantityName } from '../../src/node/quantity.ts';
import type { JsonObject, Plan, StagePlan } from '../../src/plan/plan.ts';
import { settingWords } from '../../src/table/setting-words.ts';

/** One estimator with one set of settings, as the study reads a quantity. */
export interface Reading {
  /** Its name, with the settings that set it apart where the matrix varies it: `renyi (alpha 2)`. */
  readonly label: string;
  readonly estimator: string;
  readonly kind: string;
  readonly quantity: string;
  readonly model: string;
  /** What its network is compared with: another model, or other seeds; empty where it is not. */
  readonly against: string;
  /** Names of the layers of its probe, in its order. */
  readonly layers: readonly string[];
  /** Trials that have it, each training once. */
  readonly trials: readonly string[];
}

/** Readings of one quantity on the same layers of one model. */
export type ReadingGroup = readonly [Reading, ...Reading[]];

/** The readings of a plan that can be set side by side: groups of two or more. */
export function readingGroups(plan: Plan): ReadingGroup[] {
  const groups = new Map<string, [Reading, ...Reading[]]>();
  for (const reading of allReadings(plan)) {
    const key = JSON.stringify([reading.quantity, reading.model, reading.against, reading.layers]);
    const group = groups.get(key);
    if (group) group.push(reading);
    else groups.set(key, [reading]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** The training of a model in a trial; trials that only read it differently have the same. */
export function trainingOf(plan: Plan, trial: string, model: string): StagePlan | undefined {
  const keys = plan.trials.find((each) => each.id === trial)?.stages ?? [];
  return plan.stages.find((stage) => stage.model.name === model && keys.includes(stage.key));
}

interface Found extends Omit<Reading, 'label' | 'trials'> {
  /** Parameters, and the probe's sample. */
  readonly settings: JsonObject;
  /** By the key of the training. */
  readonly trials: Map<string, string>;
}

function allReadings(plan: Plan): Reading[] {
  const found = new Map<string, Found>();
  const stages = new Map(plan.stages.map((stage) => [stage.id, stage]));
  for (const stage of plan.stages) {
    const model = stage.model.name;
    for (const { trial, estimators } of stage.branches) {
      for (const { name, kind, params, probe, other } of estimators) {
        const { layers: indices, sample } = stage.probes[probe]!;
        const layers = indices.map((index) => stage.network.layers[index]!.name);
        const settings: JsonObject = { ...params, sample };
        const key = JSON.stringify([name, kind, settings, model, layers]);
        const quantity = quantityName(params, name);
        const against = againstWhat(stage, other && stages.get(other.stage));
        const facts = { estimator: name, kind, quantity, model, against, layers, settings };
        const known = found.get(key) ?? { ...facts, trials: new Map<string, string>() };
        if (!known.trials.has(stage.key)) known.trials.set(stage.key, trial);
        found.set(key, known);
      }
    }
  }
  const readings = [...found.values()];
  return readings.map(({ settings, trials, ...facts }) => ({
    ...facts,
    label: labelOf(facts.estimator, settings, readings),
    trials: [...trials.values()],
  }));
}

function againstWhat({ seed }: StagePlan, other: StagePlan | undefined): string {
  if (!other) return '';
  return other.seed === seed ? `model ${other.model.name}` : 'other seeds';
}

/** The name, and the settings that differ between the readings of that name. */
function labelOf(name: string, settings: JsonObject, readings: readonly Found[]): string {
  const others = readings.filter((reading) => reading.estimator === name);
  const apart = Object.keys(settings).filter(
    (key) => new Set(others.map((other) => JSON.stringify(other.settings[key]))).size > 1,
  );
  return apart.length === 0
    ? name
    : `${name} (${apart.map((key) => `${key} ${settingWords(settings[key]!)}`).join(', ')})`;
}
