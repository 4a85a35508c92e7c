import type { EstimatorPlan, Plan, StagePlan } from '../../src/plan/plan.ts';
import { comparisons, comparisonsId, ownEstimates } from '../../src/plan/stage-estimates.ts';
import type { FileRecord } from '../contract/dataset.ts';
import type { EventListener, RunEvent } from '../contract/run-events.ts';
import type { KeptEstimate, KeptRows, KeptTraining } from '../contract/stage-result.ts';
import type { FittedRecord, LoadedFacts } from '../data/dataset-shelf.ts';
import { createKeptIndex, type KeptIndex } from '../store/kept-index.ts';
import type { Store } from '../store/store.ts';
import type { ResultClass } from './result-class.ts';
import { comparisonKey, type ResultKeys, stageKeys } from './result-key.ts';
import { dataContent } from './stage-shelf.ts';
import type { WorkersFolder } from './work-order.ts';

export interface StagesOutcome {
  /** By key of the training; as far as it went of one that was stopped early. */
  readonly trainings: ReadonlyMap<string, Pick<KeptTraining, 'outcome' | 'curve'>>;
  /** By key of the estimate; those so far of one that was stopped early. A map of its own, which the tables empty. */
  readonly estimates: Map<string, KeptRows>;
  /** Key in the store by key of the training or of the estimate. */
  readonly kept: ReadonlyMap<string, string>;
  readonly files: readonly FileRecord[];
  /** What transforms learned from training sets. */
  readonly fitted: readonly FittedRecord[];
  /** Iteration that a training went on from, by the stage's id; those that began at 0 are absent. */
  readonly resumed: ReadonlyMap<string, number>;
  /** One message a stage that gave nothing. */
  readonly failures: readonly string[];
}

/**
 * What the controller of a run knows of its stages: from the workers' events, and from the store, whose results are the
 * truth. A stage has its result when its training and all its estimates are kept.
 */
export interface StageLedger {
  /** Takes note of an event. */
  listen(event: RunEvent): void;
  /** Looks into the store for the results of stages that are not settled. */
  refresh(): Promise<void>;
  /** Stages without a result that have not failed, and such whose comparisons are open. */
  left(): readonly StagePlan[];
  outcome(): Promise<StagesOutcome>;
}

/** What a ledger is made of. */
export interface LedgerFacts {
  readonly plan: Plan;
  readonly folder: WorkersFolder;
  readonly store: Store;
  readonly fresh: boolean;
  /** Told of the stages whose results were there before anybody began them in this run. */
  readonly listen: EventListener;
}

/** A ledger in which nothing is written yet. */
export function createStageLedger(facts: LedgerFacts): StageLedger {
  return new Ledger(facts);
}

/** What is done in one go: a training with the estimates of its own, or the comparisons of a stage. */
interface Part {
  readonly id: string;
  readonly stage: StagePlan;
  readonly wanted: readonly EstimatorPlan[];
}

function partsOf(stage: StagePlan): Part[] {
  const compared = comparisons(stage);
  return [
    { id: stage.id, stage, wanted: ownEstimates(stage) },
    ...(compared.length > 0 ? [{ id: comparisonsId(stage), stage, wanted: compared }] : []),
  ];
}

class Ledger implements StageLedger {
  readonly #facts: LedgerFacts;
  readonly #index: KeptIndex;
  readonly #parts: readonly Part[];
  readonly #stages: ReadonlyMap<string, StagePlan>;
  readonly #states = new Map<string, 'begun' | 'finished' | 'told'>();
  readonly #failures = new Map<string, string>();
  readonly #trainings = new Map<string, KeptTraining>();
  readonly #estimates = new Map<string, KeptRows>();
  readonly #kept = new Map<string, string>();
  readonly #resumed = new Map<string, number>();
  readonly #datasets = new Map<string, LoadedFacts>();
  #numericClass: ResultClass | null = null;

  constructor(facts: LedgerFacts) {
    this.#facts = facts;
    this.#parts = facts.plan.stages.flatMap(partsOf);
    this.#stages = new Map(facts.plan.stages.map((stage) => [stage.id, stage]));
    this.#index = createKeptIndex(facts.store, () => performance.now());
  }

  listen(event: RunEvent): void {
    if (event.event === 'stage-estimates') this.#states.set(event.stage, 'begun');
    if (event.event === 'stage-kept') this.#states.set(event.stage, 'told');
    if (event.event === 'stage-resumed') this.#resumed.set(event.stage, event.iteration);
    if (event.event === 'stage-failed') this.#failures.set(event.stage, event.message);
    if (event.event === 'stage-finished' && event.outcome.kind !== 'interrupted')
      this.#states.set(event.stage, 'finished');
  }

  async refresh(): Promise<void> {
    for (const part of this.#parts) {
      if (this.#isOpen(part)) await this.#look(part);
      else this.#tell(part);
    }
  }

  left(): readonly StagePlan[] {
    const open = this.#parts.filter((part) => this.#isOpen(part) && !this.#failures.has(part.id));
    return [...new Set(open.map(({ stage }) => stage))];
  }

  async outcome(): Promise<StagesOutcome> {
    const { plan, folder } = this.#facts;
    const trainings = new Map<string, Pick<KeptTraining, 'outcome' | 'curve'>>(this.#trainings);
    const estimates = new Map(this.#estimates);
    for (const { stage } of this.#parts.filter((one) => this.#isOpen(one))) {
      const partial = await folder.readPartial(stage.key);
      if (!partial) continue;
      if (!trainings.has(stage.key)) trainings.set(stage.key, partial);
      for (const [key, rows] of Object.entries(partial.estimates))
        if (!estimates.has(key)) estimates.set(key, rows);
    }
    const data = await Promise.all(plan.stages.map((stage) => folder.factsOf(dataContent(stage))));
    const files = data.flatMap((one) => one?.files ?? []);
    const fitted = data.flatMap((one) => one?.fitted ?? []);
    return {
      trainings,
      estimates,
      kept: this.#kept,
      resumed: this.#resumed,
      files: [...new Map(files.map((file) => [file.path, file])).values()],
      fitted: [...new Map(fitted.map((one) => [JSON.stringify(one), one])).values()],
      failures: this.#parts.flatMap((part) => {
        const message = this.#failures.get(part.id);
        return message === undefined || !this.#isOpen(part) ? [] : [`${part.id}: ${message}`];
      }),
    };
  }

  #isOpen(part: Part): boolean {
    return !this.#trainings.has(part.stage.key) || this.#lacking(part).length > 0;
  }

  async #look(part: Part): Promise<void> {
    const { stage } = part;
    const finished = this.#isFinished(part);
    if (this.#facts.fresh && !finished) return;
    const keys = await this.#keysOf(stage);
    if (keys === null) return;
    const read = async <Result>(key: string, inStore: string, take: (result: Result) => void) => {
      if (!(await this.#index.has(inStore, finished))) return false;
      const result = (await this.#facts.store.get(inStore)) as Result | null;
      if (result === null) return false;
      take(result);
      this.#kept.set(key, inStore);
      return true;
    };
    const trained =
      this.#trainings.has(stage.key) ||
      (await read<KeptTraining>(stage.key, keys.training(stage.key), (training) =>
        this.#trainings.set(stage.key, training),
      ));
    if (!trained) return;
    for (const one of this.#lacking(part)) {
      const { key } = one;
      const inStore = await this.#estimateKey(keys, one);
      if (inStore !== null)
        await read<KeptEstimate>(key, inStore, ({ rows }) => this.#estimates.set(key, rows));
    }
    if (!this.#isOpen(part)) this.#tell(part);
  }

  /** Key in the store; null for a comparison with a training of which nothing is known yet. */
  async #estimateKey(keys: ResultKeys, one: EstimatorPlan): Promise<string | null> {
    const { key, other } = one;
    if (!other) return keys.estimate(key);
    const others = await this.#keysOf(this.#stages.get(other.stage)!);
    return others && comparisonKey(keys, others, { key, other });
  }

  /** Whether its training was, under whatever name of the model, or the comparisons were. */
  #isFinished({ id, stage: { id: own, key } }: Part): boolean {
    if (id !== own) return this.#states.get(id) === 'finished';
    const alike = this.#facts.plan.stages.filter((stage) => stage.key === key);
    return alike.some((one) => this.#states.get(one.id) === 'finished');
  }

  /** Estimates of a part that were not seen yet. */
  #lacking({ wanted }: Part): readonly EstimatorPlan[] {
    return wanted.filter(({ key }) => !this.#estimates.has(key));
  }

  async #keysOf(stage: StagePlan): Promise<ResultKeys | null> {
    const { folder } = this.#facts;
    this.#numericClass ??= await folder.numericClass();
    const content = dataContent(stage);
    const data = this.#datasets.get(content) ?? (await folder.factsOf(content));
    if (data) this.#datasets.set(content, data);
    return data && this.#numericClass ? stageKeys(stage, this.#numericClass, data) : null;
  }

  #tell({ id }: Part): void {
    if (this.#states.has(id)) return;
    this.#states.set(id, 'told');
    this.#facts.listen({ event: 'stage-kept', stage: id });
  }
}
