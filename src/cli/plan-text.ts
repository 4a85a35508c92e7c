import { bytesText } from '../node/bytes-text.ts';
import { listed } from '../node/listed.ts';
import { type CaptureBudget, isKept, type KeepDecision, keepDecision } from '../plan/keeping.ts';
import { lossParts } from '../plan/losses.ts';
import type { LayerPlan, Plan, ProbePlan, StagePlan, TrainingElsewhere, TrainingPlan } from '../plan/plan.ts';
import { rowCount } from '../plan/schedule.ts';
import { isElsewhere } from '../plan/trained-here.ts';
import { stageMemory, tableMemory } from '../plan/work.ts';
import { comparedTexts } from './compared-texts.ts';
import { estimatorsThat, type Standing } from './kept-now.ts';
import { lossTexts } from './loss-texts.ts';
import { textTable } from './text-table.ts';

const mostStages = 12;

/**
 * A plan as text: what is trained how often, shapes and parameters, what is looked at, work and memory, what is kept already.
 * @param standings how the results of the stages stand
 * @param budget for kept captures
 */
export function planText(
  plan: Plan,
  standings: ReadonlyMap<StagePlan, Standing>,
  budget: CaptureBudget,
): string {
  const rows = sum(plan.stages.map((stage) => stage.work.rows));
  const work = sum(plan.stages.map((stage) => stage.work.training));
  const head = [
    plan.title === plan.study ? plan.study : `${plan.study}: ${plan.title}`,
    `${counted(plan.trials.length, 'trial')}, ${counted(plan.stages.length, 'training')}, ${grouped(rows)} estimates, ${magnitude(work)} multiply-adds of training`,
    `tables of ${counted(rows, 'row')}: about ${bytes(tableMemory(rows))} of memory at the end of the run, and for its report`,
    ...plan.axes.map(
      (axis) =>
        `axis ${axis.name}: ${counted(axis.values.length, 'value')}${axis.retrains ? '' : ', read off the same training'}`,
    ),
    ...(plan.plugins ?? []).map(
      ({ file, family, kind, hash }) => `plugin ${file}: ${family} ${kind}, code ${hash.slice(0, 12)}`,
    ),
  ];
  const networks = byNetwork(plan.stages);
  const shown = networks.slice(0, mostStages).map((stages) => networkText(stages, plan.stages, budget));
  const left = networks.length - shown.length;
  const rest = left > 0 ? [`... and ${counted(left, 'further network')} (see --json)\n`] : [];
  return [`${head.join('\n')}\n`, ...shown, ...rest, stagesText(plan, standings)].join('\n');
}

/** Stages with the same network and training together; layers that are alike are one object of the plan, but for recorded ones. */
function byNetwork(stages: readonly StagePlan[]): StagePlan[][] {
  const ids = new Map<LayerPlan | string, number>();
  const idOf = (layer: LayerPlan) => {
    const known = layer.kind === 'recorded' ? JSON.stringify(layer) : layer;
    const id = ids.get(known) ?? ids.size;
    ids.set(known, id);
    return id;
  };
  const found = new Map<string, StagePlan[]>();
  for (const stage of stages) {
    const { network, training, model } = stage;
    const losses = JSON.stringify([network.heads, network.lowest]);
    const key = `${model.name} ${network.layers.map(idOf).join()} ${losses} ${JSON.stringify(training)}`;
    const alike = found.get(key);
    if (alike) alike.push(stage);
    else found.set(key, [stage]);
  }
  return [...found.values()];
}

/**
 * A model's name with the settings that tell these stages from its others, as in their ids: `net[units=64]`.
 * @param all the stages of the plan
 */
function variantName(stages: readonly StagePlan[], all: readonly StagePlan[]): string {
  const { name } = stages[0]!.model;
  const settingsOf = ({ id }: StagePlan) => id.slice(name.length + 1, -1).split(/,(?=[^,=[\]{}"]+=)/);
  const others = all.filter(({ model }) => model.name === name).map(settingsOf);
  const common = settingsOf(stages[0]!).filter(
    (setting) =>
      stages.every((stage) => settingsOf(stage).includes(setting)) &&
      others.some((settings) => !settings.includes(setting)),
  );
  return common.length === 0 ? name : `${name}[${common.join()}]`;
}

function networkText(stages: readonly StagePlan[], all: readonly StagePlan[], budget: CaptureBudget): string {
  const [stage] = stages;
  if (!stage) return '';
  const { network, training, dataset, probes, branches } = stage;
  const estimators = [...new Set(branches.flatMap((branch) => branch.estimators.map((one) => one.name)))];
  const layers = network.layers.map((layer) => [
    layer.name,
    layer.kind,
    layer.output.join(' x '),
    ...(isElsewhere(training) ? [] : [grouped(layerParameters(layer)), grouped(layer.multiplyAdds)]),
  ]);
  const head = ['layer', 'kind', 'output', ...(isElsewhere(training) ? [] : ['parameters', 'multiply-adds'])];
  const shapes = textTable([head, ...layers]);
  return [
    `model ${variantName(stages, all)}${dataset ? ` on ${dataset.name}` : ''}: ${counted(stages.length, 'training')}, ${parametersText(stage)}about ${bytes(stageMemory(stage, budget))}`,
    `  ${isElsewhere(training) ? elsewhereText(stage, training) : trainingText(training)}`,
    indent(shapes),
    ...lossTexts(network),
    ...probes.map(
      (probe) =>
        `  probe ${probe.name}: ${probeText(probe, stage)}${stage.recorded ? '' : `; ${keepText(probe, budget)}`}`,
    ),
    ...(estimators.length > 0
      ? [`  estimators: ${estimators.join(', ')} in ${counted(branches.length, 'branch', 'branches')}`]
      : []),
    ...comparedTexts(stage, all),
    '',
  ].join('\n');
}

function parametersText({ parameters }: StagePlan): string {
  return parameters === null ? '' : `${grouped(parameters)} parameters, `;
}

function elsewhereText({ recorded }: StagePlan, { moments, epochs }: TrainingElsewhere): string {
  const by = recorded
    ? `recorded${recorded.program === null ? '' : ` by ${recorded.program}`}`
    : 'trained elsewhere';
  const end =
    epochs === null ? `iteration ${grouped(moments.at(-1) ?? 0)}` : `epoch ${Number(epochs.toPrecision(6))}`;
  return `${by}: ${counted(moments.length, 'row')} up to ${end}`;
}

function trainingText(training: TrainingPlan): string {
  const { epochs, updates, updatesPerEpoch, batchSize, optimizer, learningRate } = training;
  return [
    `${counted(epochs, 'epoch')} of ${grouped(updatesPerEpoch)} updates (${grouped(updates)})`,
    `batch ${batchSize}`,
    `${optimizer}${training.nesterov ? ' with Nesterov momentum' : ''}`,
    `learning rate ${learningRate}`,
    ...(training.schedule ? [`schedule ${JSON.stringify(training.schedule)}`] : []),
    ...(training.warmup ? [`warm-up ${counted(training.warmup, 'epoch')}`] : []),
    ...(training.momentum > 0 ? [`momentum ${training.momentum}`] : []),
    ...(training.weightDecay ? [`weight decay ${training.weightDecay}`] : []),
    ...(training.loss ? [`loss ${training.loss} against the ${training.target ?? 'label'}`] : []),
  ].join(', ');
}

function probeText(probe: ProbePlan, stage: StagePlan): string {
  const rows = rowCount(probe.rows);
  const layers = probe.layers.map((index) => stage.network.layers[index]!.name).join(', ');
  const sample =
    probe.sample === 'batch'
      ? 'on the mini-batch'
      : `on ${probe.sample.n} samples of ${probe.sample.recorded ?? probe.sample.split}`;
  const split = probe.split ? ` (${probe.split})` : '';
  const loss = probe.loss === undefined ? '' : ` of the loss ${lossParts(stage.network)[probe.loss]!.name}`;
  return `${probe.carries}${loss} of ${layers}${split} at ${counted(rows, 'iteration')}, ${sample}`;
}

function keepText(probe: ProbePlan, budget: CaptureBudget): string {
  const size = bytesText(probe.bytes);
  const words: Record<KeepDecision, string> = {
    fits: `captures kept, ${size} a training`,
    asked: `captures always kept, ${size} a training`,
    'too-large': `captures not kept: ${size} a training are more than ${bytesText(Math.min(budget.perProbe, budget.total))}`,
    never: `captures never kept (${size} a training)`,
  };
  const pieces = probe.streams && !isKept(probe, budget) ? '; samples pass through in pieces' : '';
  return `${words[keepDecision(probe, budget)]}${pieces}`;
}

/** What a run would do for a stage; estimators that are not named are kept. */
function standingText(stage: StagePlan, standing: Standing | undefined): string {
  const kind = standing?.training.kind ?? 'absent';
  if (!standing || kind === 'absent') return 'would run';
  if (kind === 'changed') return 'would run: its data has changed';
  const { uncaptured } = standing;
  const read = estimatorsThat(stage, standing, 'captures');
  const trained = estimatorsThat(stage, standing, 'training');
  const parts = [
    ...(read.length > 0 ? [`reads ${stage.recorded ? 'its' : 'kept'} captures for ${listed(read)}`] : []),
    ...(trained.length > 0 ? [`would run again for ${listed(trained)}`] : []),
    ...(uncaptured.length > 0 ? [`would run again for captures of ${listed(uncaptured)}`] : []),
  ];
  return parts.length === 0 ? 'kept' : parts.join(', ');
}

function runsAgain({ estimates, uncaptured }: Standing): boolean {
  return uncaptured.length > 0 || [...estimates.values()].includes('training');
}

function stagesText(plan: Plan, standings: ReadonlyMap<StagePlan, Standing>): string {
  const shown = plan.stages
    .slice(0, mostStages)
    .map((stage) => [
      stage.id,
      stage.key.slice(0, 12),
      grouped(stage.work.rows),
      standingText(stage, standings.get(stage)),
    ]);
  const left = plan.stages.length - shown.length;
  const others = left > 0 ? `... and ${grouped(left)} more (see --json)\n` : '';
  if (shown.length === 0) return 'nothing is trained\n';
  const kept = plan.stages.filter((stage) => standings.get(stage)?.training.kind === 'kept');
  const again = kept.filter((stage) => runsAgain(standings.get(stage)!));
  const of = `${grouped(kept.length)} of ${counted(plan.stages.length, 'training')}`;
  const more = again.length > 0 ? `; ${grouped(again.length)} of them would run again for estimates` : '';
  const summary = `${of} ${kept.length === 1 ? 'is' : 'are'} kept already${more}\n`;
  return `${textTable([['stage', 'key', 'estimates', 'result'], ...shown])}${others}${summary}`;
}

function layerParameters(layer: LayerPlan): number {
  return sum(layer.weights.map((weight) => weight.shape.reduce((product, length) => product * length, 1)));
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '  ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function magnitude(value: number): string {
  const steps = [
    [1e15, 'quadrillion'],
    [1e12, 'trillion'],
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const;
  const step = steps.find(([size]) => value >= size);
  return step ? `${(value / step[0]).toPrecision(3)} ${step[1]}` : grouped(value);
}

function bytes(value: number): string {
  if (value >= 2 ** 30) return `${(value / 2 ** 30).toPrecision(3)} GiB`;
  return value >= 2 ** 20 ? `${(value / 2 ** 20).toPrecision(3)} MiB` : `${Math.ceil(value / 1024)} KiB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
