import type { Plan, StagePlan } from '../../src/plan/plan.ts';
import { datasetOf } from '../../src/plan/trained-here.ts';
import type { FileRecord } from '../contract/dataset.ts';
import type { EventListener, RunEvent } from '../contract/run-events.ts';
import type { StageResult } from '../contract/stage-result.ts';
import { datasetContent, type FittedRecord, type LoadedFacts } from '../data/dataset-shelf.ts';
import { createKeptIndex, type KeptIndex } from '../store/kept-index.ts';
import type { Store } from '../store/store.ts';
import type { ResultClass } from './result-class.ts';
import { resultKey } from './result-key.ts';
import type { WorkersFolder } from './work-order.ts';

export interface StagesOutcome {
  readonly results: ReadonlyMap<string, StageResult>;
  /** Key in the store by key of the stage. */
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
 * truth.
 */
export interface StageLedger {
  /** Takes note of an event. */
  listen(event: RunEvent): void;
  /** Looks into the store for the results of stages that are not settled. */
  refresh(): Promise<void>;
  /** Stages without a result that have not failed. */
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

class Ledger implements StageLedger {
  readonly #facts: LedgerFacts;
  readonly #index: KeptIndex;
  readonly #states = new Map<string, 'begun' | 'finished' | 'told'>();
  readonly #failures = new Map<string, string>();
  readonly #results = new Map<string, StageResult>();
  readonly #kept = new Map<string, string>();
  readonly #resumed = new Map<string, number>();
  readonly #datasets = new Map<string, LoadedFacts>();
  #numericClass: ResultClass | null = null;

  constructor(facts: LedgerFacts) {
    this.#facts = facts;
    this.#index = createKeptIndex(facts.store, () => performance.now());
  }

  listen(event: RunEvent): void {
    if (event.event === 'stage-started') this.#states.set(event.stage, 'begun');
    if (event.event === 'stage-kept') this.#states.set(event.stage, 'told');
    if (event.event === 'stage-resumed') this.#resumed.set(event.stage, event.iteration);
    if (event.event === 'stage-failed') this.#failures.set(event.stage, event.message);
    if (event.event === 'stage-finished' && event.outcome.kind !== 'interrupted')
      this.#states.set(event.stage, 'finished');
  }

  async refresh(): Promise<void> {
    for (const stage of this.#facts.plan.stages) {
      if (this.#isOpen(stage)) await this.#look(stage);
      else this.#tell(stage);
    }
  }

  left(): readonly StagePlan[] {
    return this.#facts.plan.stages.filter((stage) => this.#isOpen(stage) && !this.#failures.has(stage.id));
  }

  async outcome(): Promise<StagesOutcome> {
    const { plan, folder } = this.#facts;
    const results = new Map(this.#results);
    for (const stage of plan.stages.filter((one) => this.#isOpen(one))) {
      const partial = await folder.readPartial(stage.key);
      if (partial) results.set(stage.key, partial);
    }
    const data = await Promise.all(plan.stages.map((stage) => folder.factsOf(datasetOf(stage))));
    const files = data.flatMap((one) => one?.files ?? []);
    const fitted = data.flatMap((one) => one?.fitted ?? []);
    return {
      results,
      kept: this.#kept,
      resumed: this.#resumed,
      files: [...new Map(files.map((file) => [file.path, file])).values()],
      fitted: [...new Map(fitted.map((one) => [JSON.stringify(one), one])).values()],
      failures: plan.stages.flatMap((stage) => {
        const message = this.#failures.get(stage.id);
        return message === undefined || !this.#isOpen(stage) ? [] : [`${stage.id}: ${message}`];
      }),
    };
  }

  #isOpen(stage: StagePlan): boolean {
    return !this.#results.has(stage.key);
  }

  async #look(stage: StagePlan): Promise<void> {
    const state = this.#states.get(stage.id);
    if (this.#facts.fresh && state !== 'finished') return;
    const key = await this.#keyOf(stage);
    if (key === null || !(await this.#index.has(key, state === 'finished'))) return;
    const result = (await this.#facts.store.get(key)) as StageResult | null;
    if (!result) return;
    this.#results.set(stage.key, result);
    this.#kept.set(stage.key, key);
    this.#tell(stage);
  }

  async #keyOf(stage: StagePlan): Promise<string | null> {
    const { folder } = this.#facts;
    this.#numericClass ??= await folder.numericClass();
    const dataset = datasetOf(stage);
    const content = datasetContent(dataset);
    const data = this.#datasets.get(content) ?? (await folder.factsOf(dataset));
    if (data) this.#datasets.set(content, data);
    return data && this.#numericClass ? resultKey(stage, this.#numericClass, data.files) : null;
  }

  #tell(stage: StagePlan): void {
    if (this.#states.has(stage.id)) return;
    this.#states.set(stage.id, 'told');
    this.#facts.listen({ event: 'stage-kept', stage: stage.id });
  }
}
