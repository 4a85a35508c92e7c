import type { Plan } from '../../src/plan/plan.ts';
import type { EngineName } from '../contract/engine.ts';
import type { EventListener } from '../contract/run-events.ts';
import type { PluginCode } from '../plugins/plugin-modules.ts';
import type { SlurmRequest } from '../workers/slurm/slurm-request.ts';

/** A compiled study and how it is to be run. */
export interface RunRequest {
  readonly plan: Plan;
  /** The plugins that the plan's kinds are from. */
  readonly plugins?: readonly PluginCode[];
  /** The study as written. */
  readonly spec: string;
  readonly specPath: string;
  /** The study after overrides, as YAML. */
  readonly resolved: string;
  /** Command line that runs it again. */
  readonly command: string;
  readonly engine: 'auto' | EngineName;
  /** Trainings side by side. */
  readonly jobs: number;
  /** Threads that one training computes with; part of the numeric class. The engine's default when left out. */
  readonly threads?: number;
  /** Folder for runs. */
  readonly out: string;
  /** Folder of the store. */
  readonly store: string;
  /** Computes again what is kept. */
  readonly fresh: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the run early; rows so far are kept. */
  readonly signal: AbortSignal;
  readonly listen: EventListener;
  /** Runs the trainings on a Slurm cluster; on this machine when left out. */
  readonly slurm?: SlurmRequest;
}
