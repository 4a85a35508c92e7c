import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type Answer, slurmByCommands } from '../../../runner/workers/slurm/slurm-client.ts';
import { ownSubmission, Submissions } from '../../../runner/workers/slurm/submissions.ts';

/** A cluster that answers as it is told; what reaches it counts, whatever it answers. */
function cluster(sbatch: (times: number) => { answer: Answer; reached: boolean }, silentLooks = 0) {
  const jobs: string[] = [];
  let asked = 0;
  let looks = 0;
  const slurm = slurmByCommands(async (command, args) => {
    if (command === 'sbatch') {
      const { answer, reached } = sbatch(++asked);
      if (reached) jobs.push(args.find((one) => one.startsWith('--job-name='))!.slice(11));
      return answer;
    }
    if (++looks <= silentLooks) return { code: 1, out: '', err: 'slurm_load_jobs error: timed out' };
    return { code: 0, out: jobs.map((name, n) => `${name}|${n + 7}|0|PENDING`).join('\n'), err: '' };
  });
  return { slurm, jobs, asked: () => asked };
}

const said = (out: string): Answer => ({ code: 0, out, err: '' });
const silent: Answer = { code: null, out: '', err: '' };
const lost: Answer = { code: 1, out: '', err: 'sbatch: error: Unable to contact slurm controller' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infoplane-submissions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const open = (slurm: ReturnType<typeof slurmByCommands>) =>
  new Submissions(folder, slurm, async () => {}, { looks: 3, pause: 1 });
const one = { name: 'infoplane-a-1', tasks: 2 };

it.each([
  ['answered', said('7\n'), true, 0],
  ['answered with nothing', said(''), true, 0],
  ['not answered in time', silent, true, 0],
  ['answered that the cluster cannot be reached, although it was', lost, true, 0],
  ['not answered, as are the looks after it', silent, true, 4],
])('what is asked for is there once when it is %s', async (_, answer, reached, silentLooks) => {
  const { slurm, jobs, asked } = cluster(() => ({ answer, reached }), silentLooks);
  const submissions = open(slurm);
  expect(await submissions.intend(one, 1)).toBe(true);
  await submissions.place(one, [], true);
  // a controller that comes back, knowing only what is written down
  expect(await open(slurm).intend(one, 2)).toBe(false);
  await open(slurm).place(one, [], false);
  expect(jobs).toEqual([one.name]);
  expect(asked()).toBe(1);
  expect(await Submissions.listed(folder)).toEqual([one]);
});

it('what did not reach the cluster is asked for again', async () => {
  const { slurm, jobs } = cluster((times) =>
    times === 1 ? { answer: lost, reached: false } : { answer: said('8'), reached: true },
  );
  const submissions = open(slurm);
  await submissions.intend(one, 1);
  await submissions.place(one, [], true);
  expect(jobs).toEqual([one.name]);
});

it('a controller that died between writing down and asking is made up for', async () => {
  const { slurm, jobs } = cluster(() => ({ answer: said('9'), reached: true }));
  await open(slurm).intend(one, 1);
  await open(slurm).place(one, [], false);
  expect(jobs).toEqual([one.name]);
});

it('nothing is asked for again while the cluster does not answer', async () => {
  const { slurm, asked } = cluster(() => ({ answer: silent, reached: true }), 1000);
  const submissions = open(slurm);
  await submissions.intend(one, 1);
  await expect(submissions.place(one, [], true)).rejects.toThrow('gives no answer');
  expect(asked()).toBe(1);
});

it('a refusal is told in the words of Slurm', async () => {
  const err = 'sbatch: error: invalid partition specified: fast';
  const { slurm } = cluster(() => ({ answer: { code: 1, out: '', err }, reached: false }));
  await expect(open(slurm).place(one, [], true)).rejects.toThrow('invalid partition specified: fast');
});

it('of two jobs under one name one works', async () => {
  const owners = await Promise.all(['7', '8'].map((job) => ownSubmission(folder, one.name, job)));
  expect(owners.filter((owns) => owns)).toHaveLength(1);
});
