import { deepFreeze, sha256 } from '../canonical.ts';
import { featureMaps } from '../feature-maps.ts';
import { bytesOfCaptures, strongerKeep } from '../keeping.ts';
import type {
  BranchPlan,
  EstimatorPlan,
  OtherCaptures,
  PluginPlan,
  ProbePlan,
  PruningPlan,
  StagePlan,
} from '../plan.ts';
import type { PlacedProbe } from '../resolve/resolve-probe.ts';
import type { ResolvedEstimator, ResolvedModel, ResolvedProbe } from '../resolve/resolved.ts';
import { rowsAtMoment } from '../resolve/row-subject.ts';
import { rowCount } from '../schedule.ts';
import { isElsewhere } from '../trained-here.ts';
import { estimateWork } from '../work.ts';
import type { Trial } from './trial.ts';

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
  /** Whether a comparison reads its captures. */
  compared: boolean;
  /** Whether hashes of states are all that its estimators read; null as long as there is none. */
  states: boolean | null;
}

/** An estimator of a branch, and its place in the study. */
interface PlacedEstimator {
  readonly place: number;
  readonly plan: EstimatorPlan;
}

/** A stage while trials are added to it. */
export class StageDraft {
  /** Of the training. */
  readonly key: string;
  readonly #model: ResolvedModel;
  readonly #first: Trial;
  readonly #probes = new Map<string, DraftProbe>();
  readonly #branches = new Map<string, PlacedEstimator[]>();
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

  /** Adds what a trial reads off this training alone. */
  addBranch(trial: Trial): void {
    const estimators: PlacedEstimator[] = [];
    for (const [place, estimator] of trial.resolved.estimators.entries()) {
      const { sound, probe, other } = estimator;
      if (!sound || probe?.model !== this.#model || !probe.sound || other) continue;
      const looked = this.#probe(probe);
      looked.states = looked.states !== false && sound.readsStates === true;
      estimators.push({ place, plan: this.#estimatorPlan(estimator, looked) });
      this.#rows += this.#rowsOf(estimator, probe.sound.plan);
    }
    this.#branches.set(trial.id, estimators);
  }

  /**
   * Adds what a trial, whose branch is there, reads off this training and another one; captures of both are kept for it.
   * @param place of the estimator in the study
   */
  addComparison(
    trial: Trial,
    place: number,
    own: ResolvedProbe,
    { draft, probe }: { readonly draft: StageDraft; readonly probe: ResolvedProbe },
  ): void {
    const estimator = trial.resolved.estimators[place]!;
    const [first, second] = [this.#probe(own), draft.#probe(probe)];
    for (const one of [first, second]) one.compared = true;
    const other = { stage: draft.id(), capture: second.key };
    const plan = this.#estimatorPlan(estimator, first, other);
    this.#branches.get(trial.id)!.push({ place, plan });
    const rows = this.#rowsOf(estimator, own.sound!.plan);
    this.#rows += rows * (estimator.rowsOf.of === 'layers' ? probe.sound!.plan.layers.length : 1);
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
    const branches = [...this.#branches].map(([trial, estimators]): BranchPlan => {
      // comparisons came after the others
      const placed = estimators.toSorted((a, b) => a.place - b.place);
      return { trial, estimators: placed.map(({ plan }) => plan) };
    });
    const used = usedPlugins(plugins, { dataset, network, probes, branches });
    return deepFreeze({
      key: this.key,
      id: this.id(),
      seed: this.#first.seed,
      ...(required ? { requires: [required.base.key], pruning: required.pruning } : {}),
      dataset,
      model: { name: this.#model.name, kind: model.kind },
      network,
      training,
      ...(recorded ? { recorded } : {}),
      ...(onnx ? { onnx } : {}),
      probes,
      branches,
      ...(used ? { plugins: used } : {}),
      parameters,
      work: estimateWork(model, probes, this.#rows),
    });
  }

  #pruning(pruned: Pruned, trial: Trial): PruningPlan {
    const { layer, keep, drop, estimator: read } = pruned;
    if (drop === 'random') return { layer, keep, drop };
    const { plan } = this.#branches.get(trial.id)!.find((one) => one.plan.name === read.name)!;
    return { layer, keep, drop, estimate: plan.key };
  }

  #probe({ sound }: ResolvedProbe): DraftProbe {
    const { content, plan } = sound!;
    const known = this.#probes.get(content);
    if (known) {
      known.keep = strongerKeep(known.keep, plan.keep);
      return known;
    }
    const key = sha256(JSON.stringify(['capture 1', this.key, content]));
    const made = { index: this.#probes.size, key, plan, keep: plan.keep, compared: false, states: null };
    this.#probes.set(content, made);
    return made;
  }

  #estimatorPlan(
    { id, name, kind, sound }: ResolvedEstimator,
    probe: Pick<DraftProbe, 'index' | 'key'>,
    other?: OtherCaptures,
  ): EstimatorPlan {
    const place = `${id}|${probe.index}|${other?.capture ?? ''}`;
    const known = this.#estimators.get(place);
    if (known) return known;
    const { params, content } = sound!;
    const read = [probe.key, ...(other ? [other.capture] : [])];
    const key = sha256(JSON.stringify(['estimate 1', read, content]));
    const plan = deepFreeze({ key, name, kind, params, probe: probe.index, ...(other ? { other } : {}) });
    this.#estimators.set(place, plan);
    return plan;
  }

  /** Of the stage. */
  id(): string {
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
  { key, plan, keep: asked, compared, states }: DraftProbe,
  model: Pick<StagePlan, 'network' | 'training' | 'recorded'>,
): ProbePlan {
  const { keep: _, ...seen } = plan;
  // what was recorded lies in its files
  const keep = compared && !model.recorded ? 'always' : asked;
  const streams = states && !compared && plan.sample !== 'batch' && !isElsewhere(model.training);
  return {
    key,
    ...seen,
    ...(keep && { keep }),
    ...(streams ? { streams } : {}),
    bytes: bytesOfCaptures(model, plan),
  };
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
