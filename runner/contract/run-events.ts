import type { Outcome } from './stage-result.ts';

/** Where the rows of an estimator of a stage come from: how many of its estimates, of which each branch may have another. */
export interface EstimateSource {
  readonly estimator: string;
  readonly kept: number;
  /** Read off kept captures. */
  readonly captures: number;
  /** For these the training runs. */
  readonly training: number;
}

/** When a process began: the start of its machine and namespace of processes, and ticks since then. */
export interface ProcessBegin {
  readonly system: string;
  readonly started: string;
}

/** How a run ended, or that it has not. `detached`: its workers go on without a controller. */
export type RunState = 'running' | 'done' | 'failed' | 'interrupted' | 'detached';

/** What a run tells while it goes; also the lines of log.jsonl (progress thinned there). */
export type RunEvent =
  | {
      readonly event: 'run-started';
      readonly study: string;
      readonly folder: string;
      readonly engine: string;
      readonly stages: readonly string[];
      /** Names of comparisons of stages, which are told of as stages are; none when left out. */
      readonly comparisons?: readonly string[];
      readonly process: number;
      /** When that process began, of whose number another one may be; null where the system does not tell. */
      readonly began?: ProcessBegin | null;
    }
  /** What is kept of a stage that somebody begins to work on. */
  | {
      readonly event: 'stage-estimates';
      readonly stage: string;
      readonly estimators: readonly EstimateSource[];
    }
  /** A training begins. */
  | {
      readonly event: 'stage-started';
      readonly stage: string;
      /** Its key in the store. */
      readonly result: string;
      readonly updates: number;
      /** Whether its captures were recorded, so that nothing is trained. */
      readonly recorded?: true;
      /** Of a network that was trained elsewhere: checkpoints that it is run at. */
      readonly checkpoints?: number;
    }
  | { readonly event: 'stage-kept'; readonly stage: string }
  | {
      readonly event: 'stage-resumed';
      readonly stage: string;
      /** Updates that were done before. */
      readonly iteration: number;
      readonly updates: number;
    }
  /** A checkpoint was written: an interrupted training goes on from there. */
  | { readonly event: 'stage-saved'; readonly stage: string; readonly iteration: number }
  | {
      readonly event: 'stage-progress';
      readonly stage: string;
      readonly iteration: number;
      readonly updates: number;
      /** Null where it is not known. */
      readonly epoch: number | null;
      readonly loss: number | null;
    }
  | {
      readonly event: 'stage-finished';
      readonly stage: string;
      readonly outcome: Outcome;
      readonly seconds: number;
    }
  | { readonly event: 'stage-failed'; readonly stage: string; readonly message: string }
  | {
      readonly event: 'worker-started';
      readonly worker: string;
      readonly host: string;
      readonly process: number;
    }
  | { readonly event: 'worker-left'; readonly worker: string }
  | { readonly event: 'worker-lost'; readonly worker: string; readonly message: string }
  | { readonly event: 'warning'; readonly message: string }
  /** The page is written. `parts`: keys in the store of the parts that are kept of it. */
  | { readonly event: 'page-made'; readonly parts: readonly string[] }
  | { readonly event: 'run-finished'; readonly state: RunState; readonly seconds: number };

export type EventListener = (event: RunEvent) => void;
