import type { Plan } from '../../src/plan/plan.ts';
import type { RunEvent } from '../contract/run-events.ts';
import type { StageLedger } from './stage-ledger.ts';
import type { WorkersFolder, WorkOrder } from './work-order.ts';
import type { LoggedEvent } from './worker-events.ts';

/** What those who run the stages of a run are given. */
export interface CrewTask {
  /** Folder of the run, absolute. */
  readonly run: string;
  readonly folder: WorkersFolder;
  readonly plan: Plan;
  readonly order: WorkOrder;
  readonly ledger: StageLedger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes them stop; what is under way is left so that it can go on. */
  readonly signal: AbortSignal;
  /** Takes note of an event, shows it and logs it. */
  readonly listen: (event: RunEvent | LoggedEvent) => void;
  /** Bytes of each worker's events that were told before. */
  readonly told: ReadonlyMap<string, number>;
}
