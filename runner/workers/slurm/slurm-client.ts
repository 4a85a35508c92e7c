import { execFile } from 'node:child_process';
import { RunError } from '../../../src/node/run-error.ts';

/** What a command of Slurm answered. */
export interface Answer {
  /** Null when it did not answer in time, or was ended. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of Slurm. */
export type RunCommand = (command: string, args: readonly string[]) => Promise<Answer>;

/** A job, or a task of an array, that Slurm knows and that has not ended. */
export interface QueuedTask {
  readonly name: string;
  /** `<job>_<index>`, as workers call themselves; a job that is no array has index 0. */
  readonly task: string;
  /** Such as PENDING or RUNNING. */
  readonly state: string;
}

/** Slurm, as far as it is needed. Null is: no answer, so nothing is known. */
export interface Slurm {
  /** Number of the job, or null when it may have been submitted or not. Throws when it was refused. */
  submit(args: readonly string[]): Promise<string | null>;
  /** All that is queued or runs under these names, by one question. */
  queue(names: readonly string[]): Promise<readonly QueuedTask[] | null>;
  /** Whether Slurm knows that a job has ended, or knows nothing of it any more. */
  hasEnded(job: string): Promise<boolean | null>;
  /** @param waiting only what has not begun */
  cancel(names: readonly string[], waiting: boolean): Promise<void>;
  /** One more than the largest index of an array. */
  maxArraySize(): Promise<number | null>;
  /** Slurm's word for how a task ended; null where it keeps no accounts. */
  howEnded(task: string): Promise<string | null>;
}

/** Jobs that have ended stay in the queue for some minutes under these names. */
const ended =
  /^(BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|NODE_FAIL|OUT_OF_MEMORY|PREEMPTED|REVOKED|TIMEOUT)/;
/** Words of a cluster that could not be asked, in which case the job may be there all the same. */
const unreachable = /contact|timed? ?out|communication|connect|unavailable|try again|not respond/i;

/** Slurm by its commands. */
export function slurmByCommands(run: RunCommand): Slurm {
  const setting = async (name: string) => {
    const { code, out } = await run('scontrol', ['show', 'config']);
    return code === 0 ? (new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(out)?.[1] ?? null) : null;
  };
  return {
    async submit(args) {
      const { code, out, err } = await run('sbatch', ['--parsable', ...args]);
      const [, job] = /^(\d+)(;\S*)?\s*$/m.exec(out) ?? [];
      if (code === 0) return job ?? null;
      if (code === null || unreachable.test(err)) return null;
      throw new RunError(`Slurm refuses the workers: ${err.trim() || `sbatch ended with ${code}`}`, {
        hint: 'mend the profile in infoplane.config.yaml',
      });
    },
    async queue(names) {
      const { code, out } = await run('squeue', [
        '--noheader',
        '--array',
        `--name=${names.join(',')}`,
        '--format=%j|%F|%K|%T',
      ]);
      if (code !== 0) return null;
      return out.split('\n').flatMap((line) => {
        const [name = '', job = '', index = '', state = ''] = line.trim().split('|');
        if (!names.includes(name) || ended.test(state)) return [];
        return [{ name, task: `${job}_${/^\d+$/.test(index) ? index : 0}`, state }];
      });
    },
    async hasEnded(job) {
      const { code, out, err } = await run('scontrol', ['show', 'job', job]);
      if (code !== null && code !== 0) return /invalid job id/i.test(err) ? true : null;
      const states = [...out.matchAll(/\bJobState=(\S+)/g)].map(([, state]) => state!);
      return code === null || states.length === 0 ? null : states.every((state) => ended.test(state));
    },
    async cancel(names, waiting) {
      for (const name of names)
        await run('scancel', [`--name=${name}`, ...(waiting ? ['--state=PENDING'] : [])]);
    },
    async maxArraySize() {
      const size = await setting('MaxArraySize');
      return size === null ? null : Number(size);
    },
    async howEnded(task) {
      const storage = await setting('AccountingStorageType');
      if (storage === null || storage.endsWith('none')) return null;
      const { code, out } = await run('sacct', [
        '-j',
        task,
        '-X',
        '--noheader',
        '--parsable2',
        '-o',
        'State',
      ]);
      return code === 0 ? (out.split('\n')[0]?.trim() ?? null) : null;
    },
  };
}

/** Runs commands of this machine; one that takes longer than `timeout` milliseconds is given up. */
export function slurmCommands(
  env: Readonly<Record<string, string | undefined>>,
  timeout: number,
): RunCommand {
  return (command, args) =>
    new Promise((resolve, reject) => {
      execFile(
        command,
        args,
        { env: { ...env }, timeout, killSignal: 'SIGKILL', maxBuffer: 256 * 2 ** 20 },
        (cause, out, err) => {
          if ((cause as NodeJS.ErrnoException | null)?.code === 'ENOENT') {
            reject(
              new RunError(`there is no ${command} on this machine`, {
                hint: 'run on a machine that submits to the cluster, or leave out --executor slurm',
              }),
            );
          } else {
            const code = cause ? (typeof cause.code === 'number' ? cause.code : null) : 0;
            resolve({ code, out, err });
          }
        },
      );
    });
}
