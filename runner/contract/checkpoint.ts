import type { MeanState } from './averages.ts';
import type { SessionState } from './engine.ts';
import type { CurvePoint, RowsByEstimate } from './stage-result.ts';

/** What the training curve has gathered since its latest point. */
export interface Stretch {
  /** Sum of the losses of all samples. */
  readonly loss: number;
  /** Null for a network that reproduces its input, and before the first mini-batch. */
  readonly correct: number | null;
  readonly seen: number;
}

/** Where a training stands after `iteration` updates, before any row of that iteration. */
export interface Moment {
  readonly iteration: number;
  readonly session: SessionState;
  readonly stretch: Stretch;
}

/** Rows of a training. */
export interface StageRows {
  /** By the key in the store of every estimate that the training is run for, also of one without a row. */
  readonly estimates: RowsByEstimate;
  readonly curve: readonly CurvePoint[];
  /** By estimate, where the numbers stand that it averages over rows; those that average nothing are left out. */
  readonly means: Readonly<Record<string, MeanState>>;
}

/**
 * Enough of a training to go on from there to the same bytes: a moment and all rows before it. Everything else (orders
 * of the data, dropout masks, step sizes, fixed samples) follows from the plan, the seed and the iteration.
 */
export type Checkpoint = Moment &
  StageRows & {
    /** Estimates that have no rows up to there, since the captures before it are kept. */
    readonly unread: readonly string[];
  };

/** Where a training is saved while it runs, so that it can go on after its process is gone. */
export interface Checkpoints {
  /**
   * The latest checkpoint that is whole and up to which these estimates have all rows, or captures that are kept; or null. What is saved beyond it goes. Called
   * once, before anything is saved.
   * @param estimates their keys in the store
   */
  load(estimates: readonly string[]): Promise<Checkpoint | null>;
  /** Whether it is time to save. @param epochEnds after the last update of an epoch, which is a good time */
  due(epochEnds: boolean): boolean;
  /**
   * Saves `moment` once `rows` are there, which are those before the moment and after the one saved last; null when they
   * will not come. Returns when it is saved, or could not be: that is told of, and costs the training nothing else.
   */
  save(moment: Moment, rows: Promise<StageRows | null>): Promise<void>;
}
