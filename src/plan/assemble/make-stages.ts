import { deepFreeze, sha256 } from '../canonical.ts';
import { featureMaps } from '../feature-maps.ts';
import type { JsonObject } from '../json.ts';
import { bytesOfCaptures, strongerKeep } from '../keeping.ts';
import type {
  BranchPlan,
  EstimatorPlan,
  PluginPlan,
  ProbePlan,
  PruningPlan,
  StagePlan,
  TrialPlan,
} from '../plan.ts';
import type { PlacedProbe } from '../resolve/resolve-probe.ts';
import type { ResolvedEstimator, ResolvedModel, ResolvedProbe, ResolvedTrial } from '../resolve/resolved.ts';
import { rowsAtMoment } from '../resolve/row-subject.ts';
import { rowCount } from '../schedule.ts';
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
  const planned = trials.map((trial) => {
    const own: StageDraft[] = [];
    for (const model of basesFirst(trial.resolved.models)) {
      if (!model.sound || !isTrained(model.name)) continue;
      const key = `${model.id}|${trial.seed}`;
      const base = model.sound.pruned && drafts.get(`${model.sound.pruned.base.id}|${trial.seed}`);
      const draft = drafts.get(key) ?? new StageDraft(model, trial, base ?? null);
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

/** The training that a stage needs, and how its network is made from that one's. */
interface Required {
  readonly base: StageDraft;
  readonly pruning: PruningPlan;
}

/** Probes that see the same are one, under the first one's name; it is kept as the one says that asks for most. */
interface DraftProbe {
  readonly index: number;
  readonly key: string;
  readonly plan: PlacedProbe;
  keep: ProbePlan['keep'];
}

/** A stage while trials are added to it. */
class StageDraft {
  /** Of the training. */
  readonly key: string;
  readonly #model: ResolvedModel;
  readonly #first: Trial;
  readonly #probes = new Map<string, DraftProbe>();
  readonly #branches: BranchPlan[] = [];
  readonly #estimators = new Map<string, EstimatorPlan>();
  readonly #required: Required | null;
  #rows = 0;

  /** @param base the draft of the stage that it needs, which has the branch of `first` already */
  constructor(model: ResolvedModel, first: Trial, base: StageDraft | null) {
    this.#model = model;
    this.#first = first;
    const pruned = model.sound?.pruned;
    this.#required = pruned && base ? { base, pruning: base.#pruning(pruned, first) } : null;
    this.key = trainingKey(first.seed, model.sound!.content, this.#required);
  }

  addBranch(trial: Trial): void {
    const estimators: EstimatorPlan[] = [];
    for (const estimator of trial.resolved.estimators) {
      if (!estimator.sound || estimator.probe?.model !== this.#model || !estimator.probe.sound) continue;
      estimators.push(this.#estimatorPlan(estimator, this.#probe(estimator.probe)));
      this.#rows += this.#rowsOf(estimator, estimator.probe.sound.plan);
    }
    this.#branches.push({ trial: trial.id, estimators });
  }

  /** Rows of the table of estimates that an estimator gives. */
  #rowsOf(
    { rowsOf, sound }: ResolvedEstimator,
    { rows, layers }: Pick<ProbePlan, 'rows' | 'layers'>,
  ): number {
    const { network } = this.#model.sound!;
    const maps = layers.map((place) => featureMaps(network.layers[place]!.output));
    return rowCount(rows) * rowsAtMoment(rowsOf, sound!.params, maps);
  }

  finish(plugins: readonly PluginPlan[]): StagePlan {
    const { content: _, pruned: __, ...model } = this.#model.sound!;
    const required = this.#required;
    const { dataset, network, training, parameters, recorded, onnx } = model;
    const probes = [...this.#probes.values()].map((probe) => probePlan(probe, model));
    const used = usedPlugins(plugins, { dataset, network, probes, branches: this.#branches });
    return deepFreeze({
      key: this.key,
      id: this.#id(),
      seed: this.#first.seed,
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

  #pruning(pruned: Pruned, trial: Trial): PruningPlan {
    const { layer, keep, drop, estimator: read } = pruned;
    if (drop === 'random') return { layer, keep, drop };
    const branch = this.#branches.find((one) => one.trial === trial.id);
    const { key } = branch!.estimators.find(({ name }) => name === read.name)!;
    return { layer, keep, drop, estimate: key };
  }

  #probe({ sound }: ResolvedProbe): DraftProbe {
    const { content, plan } = sound!;
    const known = this.#probes.get(content);
    if (known) {
      known.keep = strongerKeep(known.keep, plan.keep);
      return known;
    }
    const key = sha256(JSON.stringify(['capture 1', this.key, content]));
    const made = { index: this.#probes.size, key, plan, keep: plan.keep };
    this.#probes.set(content, made);
    return made;
  }

  #estimatorPlan(
    { id, name, kind, sound }: ResolvedEstimator,
    probe: Pick<DraftProbe, 'index' | 'key'>,
  ): EstimatorPlan {
    const place = `${id}|${probe.index}`;
    const known = this.#estimators.get(place);
    if (known) return known;
    const { params, content } = sound!;
    // a list, since an estimator may come to read several captures
    const key = sha256(JSON.stringify(['estimate 1', [probe.key], content]));
    const plan = deepFreeze({ key, name, kind, params, probe: probe.index });
    this.#estimators.set(place, plan);
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

function probePlan(
  { key, plan, keep }: DraftProbe,
  model: Pick<StagePlan, 'network' | 'training'>,
): ProbePlan {
  const { keep: _, ...seen } = plan;
  return { key, ...seen, ...(keep && { keep }), bytes: bytesOfCaptures(model, plan) };
}

/** @param content says all of the model that decides its weights but the seed */
function trainingKey(seed: number, content: string, required: Required | null): string {
  const made = required ? [required.base.key, required.pruning.estimate ?? null] : [];
  return sha256(JSON.stringify(['training 1', seed, content, ...made]));
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
