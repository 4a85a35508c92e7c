import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { DatasetPlan, RateSchedule, TrainingPlan } from '../plan.ts';
import { trainedSamples } from '../schedule.ts';
import { tooManySamples } from './resolve-dataset.ts';

export interface ResolvedTraining {
  /** Null when a setting is wrong. */
  readonly training: TrainingPlan | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Settings that only some optimisers have, with the defaults that a resolved study spells out for any. */
const optimizerSettings: readonly (readonly [optimizers: readonly string[], neutral: JsonObject])[] = [
  [['sgd'], { momentum: 0, nesterov: false }],
  [['adam', 'adamw'], { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
];

/** The training of a model with its number of updates; an epoch's last mini-batch may be short and counts. */
export function resolveTraining(spec: EntrySpec, dataset: DatasetPlan): ResolvedTraining {
  const settings = spec.params?.training;
  if (!isJsonObject(settings)) return { training: null, diagnostics: [] };
  const batchSize = Number(settings.batchSize);
  const epochs = Number(settings.epochs);
  const stop = stopOf(settings);
  const trained = trainedSamples(dataset, stop);
  const updatesPerEpoch = Math.ceil(trained / batchSize);
  const updates = updatesPerEpoch * epochs;
  const diagnostics = checkSettings(spec, settings, dataset);
  if (trained > 0 && batchSize > trained) {
    const { origin, path } = place(spec, 'batchSize');
    diagnostics.push(tooManySamples(origin, path, batchSize, { ...dataset, trainSize: trained }, 'train'));
  }
  if (!Number.isSafeInteger(updates)) {
    const { origin, path } = place(spec, 'epochs');
    const message = `${epochs} epochs are more updates than can be counted`;
    diagnostics.push(problem('value-out-of-range', origin, path, message));
  }
  if (diagnostics.length > 0) return { training: null, diagnostics };
  const training = {
    ...optimizerOf(settings),
    ...lossOf(settings),
    learningRate: Number(settings.learningRate),
    ...rateOf(settings),
    batchSize,
    epochs,
    updatesPerEpoch,
    updates,
    ...stop,
  };
  return { training, diagnostics };
}

/** Settings that do not go together. */
function checkSettings(spec: EntrySpec, settings: JsonObject, dataset: DatasetPlan): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const complain = (
    key: string,
    code: 'value-not-allowed' | 'value-out-of-range',
    message: string,
    hint: string,
  ) => {
    const { origin, path } = place(spec, key);
    diagnostics.push(problem(code, origin, path, message, hint));
  };
  for (const [optimizers, names] of optimizerSettings) {
    const [optimizer] = optimizers;
    if (optimizers.includes(String(settings.optimizer))) continue;
    for (const [name, neutral] of Object.entries(names)) {
      if (settings[name] === neutral) continue;
      const message = `\`${name}\` is a setting of ${optimizer}, and the optimiser is ${settings.optimizer}`;
      complain(name, 'value-not-allowed', message, `remove it, or say \`optimizer: ${optimizer}\``);
    }
  }
  if (settings.optimizer === 'sgd' && settings.nesterov === true && settings.momentum === 0) {
    const message = 'Nesterov momentum needs a `momentum` above 0';
    complain('nesterov', 'value-not-allowed', message, 'add `momentum: 0.9`');
  }
  if (settings.optimizer === 'adamw' && settings.weightDecay === 0) {
    const message = 'without `weightDecay` AdamW is Adam';
    complain('optimizer', 'value-not-allowed', message, 'add `weightDecay: 0.01`, or say `optimizer: adam`');
  }
  diagnostics.push(...checkCrossEntropy(spec, settings, dataset), ...checkStop(spec, settings, dataset));
  if (settings.target === 'input' && settings.loss !== 'mse') {
    const message = 'the cross-entropy compares with labels, not with the input';
    complain('target', 'value-not-allowed', message, 'say `loss: mse`');
  }
  if (Number(settings.warmup) > Number(settings.epochs)) {
    const message = `\`warmup\` is longer than the training, which has ${settings.epochs} epochs`;
    complain('warmup', 'value-out-of-range', message, `make it at most ${settings.epochs}`);
  }
  return diagnostics;
}

/** What only the cross-entropy has, and whether it fits the classes. */
function checkCrossEntropy(
  spec: EntrySpec,
  settings: JsonObject,
  { classes, name }: DatasetPlan,
): Diagnostic[] {
  const set = (['labelSmoothing', 'classWeights'] as const).filter(
    (key) => settings[key] !== undefined && settings[key] !== 0,
  );
  if (settings.loss === 'mse') {
    return set.map((key) => {
      const { origin, path } = place(spec, key);
      const message = `\`${key}\` is a setting of the cross-entropy, and the loss is mse`;
      return problem('value-not-allowed', origin, path, message, 'remove it, or say `loss: cross-entropy`');
    });
  }
  const { classWeights } = settings;
  if (!Array.isArray(classWeights) || classes === null || classWeights.length === classes) return [];
  const { origin, path } = place(spec, 'classWeights');
  const message = `${classWeights.length} weights for the ${classes} classes of ${showValue(name)}`;
  return [problem('value-not-allowed', origin, path, message, `write ${classes} numbers, class 0 first`)];
}

function place({ tree, key, path }: EntrySpec, ...setting: readonly string[]) {
  return {
    origin: at(tree, ['training', ...setting])?.node.origin ?? key,
    path: [path, 'training', ...setting].join('.'),
  };
}

type OptimizerPlan = Pick<
  TrainingPlan,
  'optimizer' | 'momentum' | 'nesterov' | 'adam' | 'weightDecay' | 'clip'
>;

function optimizerOf(settings: JsonObject): OptimizerPlan {
  const decay = Number(settings.weightDecay);
  const clip = isJsonObject(settings.clip) ? { clip: { norm: Number(settings.clip.norm) } } : {};
  const common = { ...(decay > 0 ? { weightDecay: decay } : {}), ...clip };
  if (settings.optimizer === 'adam' || settings.optimizer === 'adamw') {
    const { beta1, beta2, epsilon } = settings;
    const adam = { beta1: Number(beta1), beta2: Number(beta2), epsilon: Number(epsilon) };
    return { optimizer: settings.optimizer, momentum: 0, adam, ...common };
  }
  if (settings.optimizer !== 'sgd') {
    throw new Error(`the compiler does not know the optimiser ${settings.optimizer}`);
  }
  const nesterov = settings.nesterov === true ? ({ nesterov: true } as const) : {};
  return { optimizer: 'sgd', momentum: Number(settings.momentum), ...nesterov, ...common };
}

/** Held-out samples are drawn from the training set; at least one must be left to train on. */
function checkStop(spec: EntrySpec, settings: JsonObject, dataset: DatasetPlan): Diagnostic[] {
  const { stop } = stopOf(settings);
  if (!stop) return [];
  if (stop.heldOut !== undefined && stop.heldOut >= dataset.trainSize) {
    const { origin, path } = place(spec, 'earlyStopping', 'on', 'heldOut');
    const message = `${stop.heldOut} samples held out leave none of the ${dataset.trainSize} of ${showValue(dataset.name)}`;
    return [problem('value-out-of-range', origin, path, message, 'hold fewer out')];
  }
  const values = settings.target === 'input' || dataset.targets !== undefined;
  if (stop.value !== 'accuracy' || !values) return [];
  const { origin, path } = place(spec, 'earlyStopping', 'value');
  const message = 'a network that gives real values has no accuracy';
  return [problem('value-not-allowed', origin, path, message, 'say `value: loss`')];
}

function stopOf({ earlyStopping }: JsonObject): Pick<TrainingPlan, 'stop'> {
  if (!isJsonObject(earlyStopping)) return {};
  const { patience, value, by, on } = earlyStopping;
  const held = isJsonObject(on) ? { heldOut: Number(on.heldOut) } : {};
  const stop = { patience: Number(patience), value: value as 'loss' | 'accuracy', by: Number(by), ...held };
  return { stop };
}

type LossPlan = Pick<TrainingPlan, 'loss' | 'target' | 'labelSmoothing' | 'classWeights'>;

function lossOf({ loss, target, labelSmoothing, classWeights }: JsonObject): LossPlan {
  if (loss !== 'mse') {
    return {
      ...(Number(labelSmoothing) > 0 ? { labelSmoothing: Number(labelSmoothing) } : {}),
      ...(Array.isArray(classWeights) ? { classWeights: classWeights.map(Number) } : {}),
    };
  }
  return target === 'input' ? { loss, target } : { loss };
}

function rateOf({ schedule, warmup }: JsonObject): Pick<TrainingPlan, 'schedule' | 'warmup'> {
  const changes = rateSchedule(schedule);
  return {
    ...(changes ? { schedule: changes } : {}),
    ...(Number(warmup) > 0 ? { warmup: Number(warmup) } : {}),
  };
}

function rateSchedule(value: JsonObject[string] | undefined): RateSchedule | null {
  if (!isJsonObject(value)) return null;
  const { step, milestones, cosine } = value;
  if (isJsonObject(step)) return { step: { every: Number(step.every), factor: Number(step.factor) } };
  if (isJsonObject(milestones)) {
    const epochs = Array.isArray(milestones.epochs) ? milestones.epochs.map(Number) : [];
    return { milestones: { epochs, factor: Number(milestones.factor) } };
  }
  if (isJsonObject(cosine)) return { cosine: { final: Number(cosine.final) } };
  throw new Error('the compiler does not know this schedule');
}
