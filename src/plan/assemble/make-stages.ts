import { deepFreeze, sha256 } from '../canonical.ts';
import type { JsonObject } from '../json.ts';
import type { BranchPlan, EstimatorPlan, PluginPlan, PruningPlan, StagePlan, TrialPlan } from '../plan.ts';
import type { ResolvedEstimator, ResolvedModel, ResolvedProbe, ResolvedTrial } from '../resolve/resolved.ts';
import { estimateWork } from '../work.ts';

/** A trial with what it resolves to. */
export interface Trial {
  readonly id: string;
  readonly seed: number;
  readonly settings: JsonObject;
  /** Its setting on each axis, such as `alpha=2`; empty where it leaves the study as it is. */
  readonly labels: readonly string[];
  /** Place of the axis that varies the seed, or -1. */
  readonly seedAxis: number;
  readonly resolved: ResolvedTrial;
}

/**
 * Fuses what stream edges tie together: one stage for each network, data set, training and seed, with the probes and
 * estimators that any trial reads off it. Trials that differ in estimators only share a stage and are its branches.
 * @param isTrained whether a probe or a report reads a model
 * @param plugins those of the study
 */
export function makeStages(
  trials: readonly Trial[],
  isTrained: (model: string) => boolean,
  plugins: readonly PluginPlan[],
): { readonly stages: StagePlan[]; readonly trials: TrialPlan[] } {
  const drafts = new Map<string, StageDraft>();
  const estimatorPlans = new Map<string, EstimatorPlan>();
  const planned = trials.map((trial) => {
    const own: StageDraft[] = [];
    for (const model of basesFirst(trial.resolved.models)) {
      if (!model.sound || !isTrained(model.name)) continue;
      const key = `${model.id}|${trial.seed}`;
      const base = model.sound.pruned && drafts.get(`${model.sound.pruned.base.id}|${trial.seed}`);
      const draft = drafts.get(key) ?? new StageDraft(model, trial, estimatorPlans, base ?? null);
      drafts.set(key, draft);
      draft.addBranch(trial);
      own.push(draft);
    }
    return { trial, own };
  });
  const stages = [...drafts.values()].map((draft) => draft.finish(plugins));
  return {
    stages,
    trials: planned.map(({ trial, own }) =>
      toTrialPlan(
        trial,
        own.map((draft) => draft.key),
      ),
    ),
  };
}

/** Models that others are made from come before those, whatever the study's order. */
function basesFirst(models: readonly ResolvedModel[]): ResolvedModel[] {
  return [
    ...models.filter((model) => !model.sound?.pruned),
    ...models.filter((model) => model.sound?.pruned),
  ];
}

function toTrialPlan({ id, seed, settings }: Trial, stages: readonly string[]): TrialPlan {
  return { id, seed, settings, stages };
}

type Pruned = NonNullable<NonNullable<ResolvedModel['sound']>['pruned']>;

/** A stage while trials are added to it. */
class StageDraft {
  key = '';
  readonly #model: ResolvedModel;
  readonly #first: Trial;
  readonly #probes = new Map<string, { readonly index: number; readonly probe: ResolvedProbe }>();
  readonly #branches: BranchPlan[] = [];
  readonly #contents: string[] = [];
  #rows = 0;
  readonly #estimatorPlans: Map<string, EstimatorPlan>;
  /** The stage that it needs, and how its network is made from that one's. */
  readonly #required: { readonly base: StageDraft; readonly pruning: PruningPlan } | null;

  /** @param base the draft of the stage that it needs, which has the branch of `first` already */
  constructor(
    model: ResolvedModel,
    first: Trial,
    estimatorPlans: Map<string, EstimatorPlan>,
    base: StageDraft | null,
  ) {
    this.#model = model;
    this.#first = first;
    this.#estimatorPlans = estimatorPlans;
    const pruned = model.sound?.pruned;
    this.#required = pruned && base ? { base, pruning: base.#pruning(pruned, first) } : null;
  }

  addBranch(trial: Trial): void {
    const estimators: EstimatorPlan[] = [];
    const contents: string[] = [];
    for (const estimator of trial.resolved.estimators) {
      if (!estimator.sound || estimator.probe?.model !== this.#model || !estimator.probe.sound) continue;
      const probe = this.#probeIndex(estimator.probe);
      estimators.push(this.#estimatorPlan(estimator, probe));
      contents.push(`${probe}:${estimator.sound.content}`);
      this.#rows += estimator.probe.sound.estimates;
    }
    this.#branches.push({ trial: trial.id, estimators });
    this.#contents.push(contents.join());
  }

  finish(plugins: readonly PluginPlan[]): StagePlan {
    const { content, pruned: _, ...model } = this.#model.sound!;
    const required = this.#required;
    const { dataset, network, training, parameters, recorded, onnx } = model;
    const probes = [...this.#probes.values()].map(({ probe }) => probe.sound!.plan);
    const { seed } = this.#first;
    const parts = ['stage 1', seed, content, [...this.#probes.keys()], this.#contents];
    if (required) parts.push(required.base.key);
    // recordings may be alike in all that a plan knows of them: the sums of their arrays tell them apart when they are read
    if (recorded) parts.push(recorded.folder);
    this.key = sha256(JSON.stringify(parts));
    const used = usedPlugins(plugins, { dataset, network, probes, branches: this.#branches });
    return deepFreeze({
      key: this.key,
      id: this.#id(),
      seed,
      ...(required ? { requires: [required.base.key], pruning: required.pruning } : {}),
      dataset,
      model: { name: this.#model.name, kind: model.kind },
      network,
      training,
      ...(recorded ? { recorded } : {}),
      ...(onnx ? { onnx } : {}),
      probes,
      branches: this.#branches,
      ...(used ? { plugins: used } : {}),
      parameters,
      work: estimateWork(model, probes, this.#rows),
    });
  }

  /** Where a pruned network's estimator stands in this stage. */
  #pruning(pruned: Pruned, trial: Trial): PruningPlan {
    const { layer, keep, drop, estimator: read } = pruned;
    const branch = this.#branches.findIndex((one) => one.trial === trial.id);
    const estimator = this.#branches[branch]!.estimators.findIndex(({ name }) => name === read.name);
    return { layer, keep, drop, branch, estimator };
  }

  #probeIndex(probe: ResolvedProbe): number {
    const content = probe.sound!.content;
    const known = this.#probes.get(content);
    if (known) return known.index;
    const index = this.#probes.size;
    this.#probes.set(content, { index, probe });
    return index;
  }

  #estimatorPlan(estimator: ResolvedEstimator, probe: number): EstimatorPlan {
    const key = `${estimator.id}|${probe}`;
    const known = this.#estimatorPlans.get(key);
    if (known) return known;
    const { name, kind } = estimator;
    const plan = deepFreeze({ name, kind, params: estimator.sound!.params, probe });
    this.#estimatorPlans.set(key, plan);
    return plan;
  }

  #id(): string {
    const axes = new Set(this.#model.settings.map(([axis]) => axis));
    if (this.#first.seedAxis >= 0) axes.add(this.#first.seedAxis);
    const labels = [...axes]
      .sort((a, b) => a - b)
      .map((axis) => this.#first.labels[axis]!)
      .filter((label) => label !== '');
    return labels.length === 0 ? this.#model.name : `${this.#model.name}[${labels.join()}]`;
  }
}

function usedPlugins(
  plugins: readonly PluginPlan[],
  { dataset, network, probes, branches }: Pick<StagePlan, 'dataset' | 'network' | 'probes' | 'branches'>,
): StagePlan['plugins'] | null {
  if (plugins.length === 0) return null;
  const kinds = new Set([
    ...(dataset ? [`dataset/${dataset.kind}`] : []),
    ...network.layers.map(({ kind }) => `layer/${kind}`),
    ...probes.map(({ kind }) => `probe/${kind}`),
    ...branches.flatMap(({ estimators }) => estimators.map(({ kind }) => `estimator/${kind}`)),
  ]);
  const used = plugins.flatMap(({ family, kind, hash }): [string, string][] =>
    kinds.has(`${family}/${kind}`) ? [[`${family}/${kind}`, hash]] : [],
  );
  return used.length > 0 ? Object.fromEntries(used) : null;
}
