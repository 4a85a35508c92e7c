/** How runs are carried out in this project: `infoplane.config.yaml`. Nothing in it changes a result. */
export interface Config {
  /**
   * Ways to run on a Slurm cluster, by name; the first one is used unless `--profile` names another.
   * @minProperties 1
   */
  slurm: Record<string, SlurmProfile>;
}

/** How workers are started on a Slurm cluster. What is left out is as the cluster has it. */
export interface SlurmProfile {
  /**
   * Workers that a run has at most at the same time; each runs one training after the other.
   * @asType integer
   * @minimum 1
   * @maximum 10000
   * @default 4
   */
  workers?: number;
  /** Partition. */
  partition?: string;
  /** Account that is charged. */
  account?: string;
  /** Generic resources of each worker, such as `gpu:1`. */
  gres?: string;
  /**
   * Time limit of each worker: `'minutes'` in quotes, `hours:minutes:seconds` or `days-hours:minutes:seconds`. Shorter ones start sooner; a
   * training goes on in the next worker.
   * @pattern ^(\d+-)?\d+(:\d{1,2}){0,2}$
   */
  time?: string;
  /**
   * Seconds before the time limit at which a worker saves its training and leaves.
   * @minimum 1
   * @maximum 604800
   * @default 120
   */
  warning?: number;
  /** Memory of each worker, such as `8G`. */
  memory?: string;
  /**
   * Processors of each worker.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  cpus?: number;
  /** Environment modules to load. */
  modules?: string[];
  /** Lines of shell that prepare the environment, such as `export INFOPLANE_DATA=/data`. */
  environment?: string[];
  /** Further options of `sbatch`, such as `--qos=low`. */
  options?: string[];
  /** Node that runs the workers; the one that submits them when left out. */
  node?: string;
  /**
   * False at sites without job arrays: every worker is a job of its own.
   * @default true
   */
  arrays?: boolean;
  /**
   * Seconds between two looks at the queue.
   * @minimum 1
   * @maximum 86400
   * @default 10
   */
  poll?: number;
  /**
   * Seconds that the file system is given to show what a worker wrote before it went.
   * @minimum 0
   * @maximum 86400
   * @default 30
   */
  settle?: number;
  /**
   * Seconds after which a command of Slurm that has not answered is given up.
   * @minimum 1
   * @maximum 86400
   * @default 60
   */
  timeout?: number;
}
