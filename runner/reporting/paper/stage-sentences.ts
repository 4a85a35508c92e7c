import { findEntry } from '../../../src/node/catalog.ts';
import type { Catalog } from '../../../src/node/declare.ts';
import { listed } from '../../../src/node/listed.ts';
import { isJsonObject } from '../../../src/plan/json.ts';
import { lossParts } from '../../../src/plan/losses.ts';
import type {
  EstimatorPlan,
  Json,
  JsonObject,
  LayerPlan,
  NetworkPlan,
  QuantisePlan,
  RateSchedule,
  StagePlan,
  StopPlan,
  TrainingPlan,
} from '../../../src/plan/plan.ts';
import { rowCount } from '../../../src/plan/schedule.ts';
import { comparisons } from '../../../src/plan/stage-estimates.ts';
import { isElsewhere } from '../../../src/plan/trained-here.ts';
import { settingWords } from '../../../src/table/setting-words.ts';
import { type Cite, count, firstOfEach, plain, type Sentence } from './sentence.ts';

/** Most layers and probed layers that are named. */
const mostLayers = 60;

/** A network and how it was trained. */
export function networkSentences(stage: StagePlan, cite: Cite): Sentence[] {
  const { model, network, parameters } = stage;
  const layers = network.layers.map(layerWords);
  if (isElsewhere(stage.training)) {
    const text = `The network ${model.name} was not trained here: ${originWords(stage)}; its layers that were looked at are ${listed(layers, mostLayers)}.`;
    return [{ text, cites: cite('model', model.kind) }];
  }
  const cites = firstOfEach(network.layers, ({ kind }) => kind).flatMap(({ kind }) => cite('layer', kind));
  return [
    {
      text: `The network ${model.name} has ${count(parameters ?? 0)} parameters in the layers ${listed(layers, mostLayers)}.`,
      cites: [...cite('model', model.kind), ...cites],
    },
    plain(trainingText(stage, stage.training)),
    ...lossSentences(network),
  ];
}

/** Heads with their weights, and where the gradient of a loss ends above the first layer. */
function lossSentences(network: NetworkPlan): Sentence[] {
  const { heads = [], lowest } = network;
  const nameOf = (layer: number) => network.layers[layer]!.name;
  const ends = (layer: number) => `the gradient ends at ${nameOf(layer)}`;
  const own = heads.map(({ name, after, from, output, weight, lowest: end = 0 }) => {
    const layers = listed(
      network.layers.slice(from, output + 1).map((layer) => layer.name),
      mostLayers,
    );
    const reach =
      end > after ? ', and the gradient reaches no other layers' : end > 0 ? `, and ${ends(end)}` : '';
    return plain(
      `The head ${name} (${layers}) reads ${nameOf(after)}; its loss, times ${weight}, is part of what was minimised${reach}.`,
    );
  });
  const main = lowest === undefined ? [] : [plain(`Of the loss at the output ${ends(lowest)}.`)];
  return [...own, ...main];
}

function layerWords({ name, kind, params, output, quantise }: LayerPlan): string {
  const { filters, units, kernel, size, rate, activation, stride } = params;
  const parts = [
    filters === undefined ? '' : `${settingWords(filters)} filters`,
    units === undefined ? '' : `${settingWords(units)} units`,
    kernel === undefined ? '' : `kernel ${settingWords(kernel)}`,
    stride === undefined || stride === 1 ? '' : `stride ${settingWords(stride)}`,
    size === undefined ? '' : `size ${settingWords(size)}`,
    rate === undefined ? '' : `rate ${settingWords(rate)}`,
    activation === undefined || activation === 'linear' ? '' : settingWords(activation),
    quantise ? quantiseWords(quantise) : '',
    `output ${output.join(' × ')}`,
  ];
  return `${name} (${[kind, ...parts.filter((part) => part !== '')].join(', ')})`;
}

function quantiseWords({ bits, low, high }: QuantisePlan): string {
  const end = (value: number | null) =>
    value === null ? 'an end that moves with the training' : String(value);
  return `quantised to ${2 ** bits} levels from ${end(low)} to ${end(high)}`;
}

/** Where the captures of a network that was trained elsewhere come from. */
function originWords({ model, recorded }: StagePlan): string {
  if (!recorded) return `the checkpoints of a ${model.kind} model were run forward`;
  return `its captures were recorded by ${recorded.program ?? 'another program that is not named'}`;
}

function trainingText({ model, pruning, network }: StagePlan, training: TrainingPlan): string {
  const { optimizer, momentum, nesterov, adam, weightDecay = 0, loss, target, learningRate } = training;
  const { schedule, warmup = 0, clip, labelSmoothing = 0, classWeights } = training;
  const { batchSize, epochs, updates, stop } = training;
  const settings = [
    `learning rate ${learningRate}`,
    schedule ? scheduleWords(schedule) : '',
    warmup > 0 ? `a linear increase over the first ${warmup} epochs` : '',
    momentum > 0 ? `${nesterov ? 'Nesterov ' : ''}momentum ${momentum}` : '',
    adam ? `beta1 ${adam.beta1}, beta2 ${adam.beta2}, epsilon ${adam.epsilon}` : '',
    weightDecay > 0 ? `weight decay ${weightDecay}` : '',
    clip ? `gradients clipped to length ${clip.norm}` : '',
    labelSmoothing > 0 ? `label smoothing ${labelSmoothing}` : '',
    classWeights ? `class weights ${classWeights.join(', ')}` : '',
  ].filter((part) => part !== '');
  const given = network.targets === undefined ? 'one-hot labels' : 'the values that it is to give';
  const squared = `the mean squared error to ${target === 'input' ? 'its input' : given}`;
  const goal = loss === 'mse' ? squared : 'the cross-entropy';
  const made = pruning ? `, made from a trained one by leaving ${pruning.keep} feature maps of a layer,` : '';
  const most = stop ? 'at most ' : '';
  const long = `${most}${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} (${count(updates)} updates)`;
  return `${model.name}${made} was trained for ${long} on mini-batches of ${batchSize} samples to minimise ${goal} by ${optimizerWords[optimizer]} (${settings.join(', ')})${stop ? stopWords(stop) : ''}.`;
}

function stopWords({ patience, value, by, heldOut }: StopPlan): string {
  const where = heldOut ? `${count(heldOut)} held-out training samples` : 'the test set';
  const better = by > 0 ? ` by more than ${by}` : '';
  return `, and ended once the ${value} on ${where} had not become better${better} for ${patience} ${patience === 1 ? 'epoch' : 'epochs'}`;
}

const optimizerWords = { sgd: 'stochastic gradient descent', adam: 'Adam', adamw: 'AdamW' };

function scheduleWords(schedule: RateSchedule): string {
  if ('step' in schedule) return `times ${schedule.step.factor} every ${schedule.step.every} epochs`;
  if ('cosine' in schedule) return `on a cosine to ${schedule.cosine.final} of it`;
  const { epochs, factor } = schedule.milestones;
  return `times ${factor} at epochs ${epochs.join(', ')}`;
}

/** What each probe looked at, when, and on which samples. */
export function probeSentences({ probes, network, training }: StagePlan): Sentence[] {
  return probes.map(({ name, carries, layers, rows, sample, loss }) => {
    const of = loss === undefined ? '' : ` by the loss ${lossParts(network)[loss]!.name}`;
    const what = carries === 'errors' ? `the error signals of each sample${of}` : 'the activations';
    const names = listed(
      layers.map((index) => network.layers[index]?.name ?? String(index)),
      mostLayers,
    );
    const on =
      sample === 'batch'
        ? isElsewhere(training)
          ? 'the mini-batches'
          : `the mini-batch of ${training.batchSize} samples before its update`
        : sample.recorded !== undefined
          ? `${count(sample.n)} recorded samples named ${sample.recorded} (split ${sample.split})`
          : `${count(sample.n)} fixed samples of the ${sample.split} set${sample.seed === undefined ? '' : ', the same for all seeds'}`;
    const times = rowCount(rows);
    return plain(
      `The probe ${name} took ${what} at ${names} on ${on}, at ${count(times)} ${times === 1 ? 'moment' : 'moments'} of the training.`,
    );
  });
}

/** What was estimated by which kinds with which settings; estimators that several networks share are told once. */
export function estimatorSentences(stages: readonly StagePlan[], catalog: Catalog, cite: Cite): Sentence[] {
  const all = stages.flatMap(({ branches }) => branches[0]?.estimators ?? []);
  const between = betweenWords(stages);
  return firstOfEach(all, ({ name }) => name).map((estimator) => {
    const { name, kind, params } = estimator;
    const quantity = params.quantity === undefined ? 'Values' : settingWords(params.quantity);
    const settings = ownSettings(estimator, catalog).map(([key, value]) => `${key} ${settingWords(value)}`);
    const with_ = settings.length === 0 ? '' : ` with ${settings.join(', ')}`;
    return {
      text: `${quantity} (${name}) was estimated by ${kind}${with_}${between(name)}.`,
      cites: cite('estimator', kind, params),
    };
  });
}

/** Gives the networks that an estimator compares, by its name; nothing of one that compares none. */
function betweenWords(stages: readonly StagePlan[]): (name: string) => string {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  return (name) => {
    for (const stage of stages) {
      const found = comparisons(stage).find((one) => one.name === name);
      if (!found) continue;
      // the first stage of each model is of one seed, so that another seed's is not among them
      const other = byId.get(found.other.stage);
      if (!other) return `, between the networks ${stage.model.name} of every two seeds`;
      return `, between the networks ${stage.model.name} and ${other.model.name} of one seed`;
    }
    return '';
  };
}

/** Settings that are not the kind's own, and those that decide most: order and width. */
function ownSettings({ kind, params }: EstimatorPlan, catalog: Catalog): [string, Json][] {
  const properties = findEntry(catalog, 'estimator', kind)?.params.properties;
  const usual = (key: string): Json | undefined => {
    const about = isJsonObject(properties) ? properties[key] : undefined;
    return isJsonObject(about) ? (about as JsonObject).default : undefined;
  };
  const always = ['alpha', 'bandwidth', 'bins', 'k', 'width'];
  return Object.entries(params).filter(
    ([key, value]) =>
      key !== 'quantity' && (always.includes(key) || JSON.stringify(value) !== JSON.stringify(usual(key))),
  );
}
