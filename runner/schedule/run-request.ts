import type { FilledProfile } from '../../src/config/read-config.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { EngineName } from '../engines/engine.ts';
import type { PluginCode } from '../plugins/plugin-modules.ts';
import type { EventListener } from './run-events.ts';
import type { Slurm } from './slurm/slurm-client.ts';

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

/** How a run uses a Slurm cluster. */
export interface SlurmRequest {
  readonly profile: FilledProfile;
  readonly slurm: Slurm;
  /** Folder in which the workers are started. */
  readonly cwd: string;
  /** Leaves once the workers are submitted. */
  readonly detach: boolean;
  /** Cancels the jobs. */
  readonly cancel: AbortSignal;
  readonly sleep: (milliseconds: number) => Promise<void>;
}
