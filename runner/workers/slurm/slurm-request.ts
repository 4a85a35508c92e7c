import type { FilledProfile } from '../../../src/config/read-config.ts';
import type { Slurm } from './slurm-client.ts';

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
