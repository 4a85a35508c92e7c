import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a command of the scripted cluster answers: as it should, late, with nothing, not at all, or that it failed. */
export type Manner = 'well' | 'late' | 'nothing' | 'never' | 'fails';

/** Commands of Slurm that are shell scripts. Jobs run on this machine; nothing of Slurm is needed. */
export interface ScriptedSlurm {
  readonly env: Record<string, string>;
  /** From now on. A submission that fails has not reached the cluster; in all other manners it has. */
  answer(command: 'sbatch' | 'squeue', manner: Manner): void;
  /** Whether jobs wait instead of running. */
  hold(on: boolean): void;
  /** What `scontrol show config` tells. */
  configure(settings: Record<string, string | number>): void;
  /** Arguments of all calls of a command. */
  calls(command: string): string[];
  /** Names of the jobs that were submitted. */
  jobs(): string[];
  /** Kills a job with all of its processes, as when its machine is gone. */
  kill(job: number): void;
  remove(): void;
}

const scripts = {
  // a job is there at once and whole, or not at all
  sbatch: `manner; [ "$manner" = fails ] && { echo 'sbatch: error: Unable to contact slurm controller' >&2; exit 1; }
id=$(($(ls "$dir/jobs" | wc -l) + 1)); tasks=0-0; new=$(mktemp -d -p "$dir")
for one in "$@"; do case $one in --job-name=*) name=\${one#*=};; --array=*) array=$id; tasks=\${one#*=};; esac; script=$one; done
echo "$name" >"$new/name"; echo "\${array:-none}" >"$new/array"
for index in $(seq \${tasks%-*} \${tasks#*-}); do echo waiting >"$new/$index.task"; done
mv "$new" "$dir/jobs/$id"
[ -e "$dir/hold" ] || for index in $(seq \${tasks%-*} \${tasks#*-}); do
  export SLURM_JOB_ID=$((1000 * id + index)); [ -n "$array" ] && export SLURM_ARRAY_JOB_ID=$id SLURM_ARRAY_TASK_ID=$index
  [ -n "$array" ] || export SLURM_JOB_ID=$id
  setsid bash "$script" </dev/null >/dev/null 2>&1 & echo $! >"$dir/jobs/$id/$index.task"
done
case $manner in nothing) ;; never) exec sleep 100;; late) sleep 0.7; echo $id;; *) echo $id;; esac`,
  squeue: `manner; case $manner in nothing) exit 0;; never) exec sleep 100;; fails) echo 'slurm_load_jobs error' >&2; exit 1;; late) sleep 0.7;; esac
for task in "$dir"/jobs/*/*.task; do
  [ -e "$task" ] && state $task || continue; job=$(dirname $task); index=$(basename $task .task); [ $(cat $job/array) = none ] && index=N/A
  echo "$(cat $job/name)|$(basename $job)|$index|$state"
done`,
  scancel: `for task in "$dir"/jobs/*/*.task; do
  state $task || continue
  if [ $state = PENDING ]; then rm $task; elif [ -z "$2" ]; then kill -TERM -- -$(cat $task); fi
done`,
  scontrol: `[ "$2" = config ] && exec cat "$dir/config"
[ -d "$dir/jobs/$3" ] || { echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1; }
for task in "$dir/jobs/$3"/*.task; do state $task; echo "JobId=$3 JobState=\${state:-COMPLETED}"; done`,
  sacct: 'echo OUT_OF_MEMORY',
};

/** Common to all commands: the call is noted; \`state\` looks at a task, \`manner\` at how to answer. */
const beginning = (dir: string, command: string) => `#!/bin/bash
dir='${dir}'; echo "$*" >>"$dir/${command}.calls"
manner() { manner=$(cat "$dir/${command}.manner" 2>/dev/null); }
state() { state=; [ -e "$1" ] || return 1
  if [ "$(cat $1)" = waiting ]; then state=PENDING; elif kill -0 -- -$(cat $1) 2>/dev/null; then state=RUNNING; else return 1; fi; }
`;

/** A cluster of scripts without a job, whose arrays may be large, and which keeps no accounts. */
export function scriptedSlurm(): ScriptedSlurm {
  const dir = mkdtempSync(join(tmpdir(), 'infoplane-scripted-'));
  const bin = join(dir, 'bin');
  for (const folder of [bin, join(dir, 'jobs')]) mkdirSync(folder);
  for (const [command, text] of Object.entries(scripts)) {
    writeFileSync(join(bin, command), beginning(dir, command) + text);
    chmodSync(join(bin, command), 0o755);
  }
  const configure = (settings: Record<string, string | number>) =>
    writeFileSync(
      join(dir, 'config'),
      Object.entries(settings)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
    );
  configure({ MaxArraySize: 1001, AccountingStorageType: 'accounting_storage/none' });
  const lines = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []);
  const tasks = (job: string | number) =>
    readdirSync(join(dir, 'jobs', `${job}`)).filter((name) => name.endsWith('.task'));
  const processOf = (job: string | number, task: string) =>
    Number(readFileSync(join(dir, 'jobs', `${job}`, task), 'utf8'));
  const kill = (job: string | number) => {
    for (const id of tasks(job).map((task) => processOf(job, task)))
      try {
        process.kill(-id, 'SIGKILL');
      } catch {
        // it has ended, or never began
      }
  };
  return {
    env: { PATH: `${bin}:${process.env.PATH}` },
    answer: (command, manner) => writeFileSync(join(dir, `${command}.manner`), manner),
    hold: (on) => (on ? writeFileSync(join(dir, 'hold'), '') : rmSync(join(dir, 'hold'), { force: true })),
    configure,
    calls: (command) => lines(join(dir, `${command}.calls`)),
    jobs: () => readdirSync(join(dir, 'jobs')).map((job) => lines(join(dir, 'jobs', job, 'name'))[0]!),
    kill,
    remove() {
      for (const job of readdirSync(join(dir, 'jobs'))) kill(job);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
