import type { FilledProfile } from '../../../src/config/read-config.ts';

/** What a job script is made of. */
export interface JobScript {
  readonly profile: FilledProfile;
  /** Folder in which the run was started. */
  readonly cwd: string;
  /** Folder of the run, absolute. */
  readonly run: string;
  /** Folder of its workers. */
  readonly folder: string;
  /** The command line's main file, and Node. */
  readonly main: string;
  readonly node: string;
  /** Name of the submission. */
  readonly name: string;
}

/** Workers that a job starts anew after one was killed, before it gives up. */
const mostReplaced = 10;

/**
 * The script that Slurm runs for each worker. It hands the warning that time is nearly over on to the worker, which saves and
 * leaves; one that leaves work behind (exit code 75) has its job put back into the queue, and one that was killed is
 * replaced, unless the job was ended.
 */
export function jobScript({ profile, cwd, run, folder, main, node, name }: JobScript): string {
  const { modules = [], environment = [], time, warning } = profile;
  const limit = time === undefined ? null : Math.max(1, secondsOf(time) - warning);
  const lines = [
    '#!/bin/bash',
    ...modules.map((one) => `module load ${quoted(one)}`),
    ...environment,
    `cd ${quoted(cwd)}`,
    `folder=${quoted(folder)}`,
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of the shell
    'job=${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}',
    'index=${SLURM_ARRAY_TASK_ID:-0}',
    'again=0',
    'ended=',
    "trap 'kill -TERM $worker 2>/dev/null' USR1",
    "trap 'ended=1; kill -TERM $worker 2>/dev/null' TERM",
    'while :; do',
    '  id=${job}_$index-${SLURM_RESTART_COUNT:-0}.$again',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of the shell
    ...(limit === null ? [] : [`  left=$((${limit} - SECONDS))`]),
    `  ${quoted(node)} ${quoted(main)} worker ${quoted(run)} --id "$id" --index "$index" --submission ${quoted(name)} \\`,
    `    --job "$job"${limit === null ? '' : ' --leave-after $((left > 1 ? left : 1))'} >>"$folder/$id.log" 2>&1 &`,
    '  worker=$!',
    '  while :; do wait $worker; code=$?; kill -0 $worker 2>/dev/null || break; done',
    '  wait $worker 2>/dev/null; last=$?; [ $last = 127 ] || code=$last',
    '  echo $code >"$folder/$id.exit"',
    `  [ $code -gt 128 ] && [ -z "$ended" ] && [ $((again += 1)) -le ${mostReplaced} ] || break`,
    'done',
    '[ $code = 75 ] && [ -z "$ended" ] && scontrol requeue "$SLURM_JOB_ID" && sleep 60',
    'exit $code',
  ];
  return `${lines.join('\n')}\n`;
}

/** Options of sbatch: everything but the name. */
export function jobOptions(
  { partition, account, gres, time, memory, cpus, warning, options = [] }: FilledProfile,
  folder: string,
  tasks: number | null,
): string[] {
  const given = { partition, account, gres, time, mem: memory, 'cpus-per-task': cpus };
  return [
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...(tasks === null ? [] : [`--array=0-${tasks - 1}`]),
    `--output=${folder}/slurm-%${tasks === null ? 'j' : 'A_%a'}.out`,
    '--open-mode=append',
    '--requeue',
    `--signal=B:USR1@${warning}`,
    ...options,
  ];
}

/** Seconds of a time limit as Slurm writes it. */
function secondsOf(time: string): number {
  const [, days, clock = ''] = /^(?:(\d+)-)?(.*)$/.exec(time)!;
  const parts = clock.split(':').map(Number);
  // with days the first number is hours, alone it is minutes
  const [hours = 0, minutes = 0, seconds = 0] =
    days !== undefined || parts.length === 3 ? parts : [0, ...parts];
  return ((Number(days ?? 0) * 24 + hours) * 60 + minutes) * 60 + seconds;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
