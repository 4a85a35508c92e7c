import type { CaptureBudget } from '../../src/plan/keeping.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import type { Engine } from '../contract/engine.ts';
import type { Estimation } from '../contract/estimation.ts';
import type { Hold } from '../contract/hold.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { EventListener } from '../contract/run-events.ts';
import type { StageResult } from '../contract/stage-result.ts';
import type { ChunkWriter } from '../store/chunk-writer.ts';
import type { Store } from '../store/store.ts';
import type { CaptureStore } from '../store/stored-captures.ts';

/** What a stage is run with. */
export interface StageRunner {
  readonly kinds: Kinds;
  readonly engine: Engine;
  readonly pool: Estimation;
  readonly store: Store;
  readonly captures: CaptureStore;
  /** Writes captures; the bytes that they may take. */
  readonly writer: ChunkWriter;
  readonly budget: CaptureBudget;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly listen: EventListener;
  /** The lease: where another worker has the stage nothing is saved. */
  readonly hold: Hold;
  /** Computes again what is kept; `first`: the checkpoints that are there go too. */
  readonly fresh: { readonly first: boolean } | null;
  /** Given what there is of a stage that was stopped early, its estimates by their keys in the plan. */
  readonly partial: (stage: StagePlan, result: StageResult) => Promise<void>;
}
