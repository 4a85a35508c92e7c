import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../src/plan/plan.ts';
import { workersFolder } from '../workers/work-order.ts';
import { readRunLog } from './run-log.ts';
import type { RunRequest } from './run-request.ts';

/**
 * The latest run on a cluster that was started by the same command and has not ended; null when there is none. Its workers may
 * still be there, so another run would submit them twice.
 */
export async function findOpenRun({ out, plan, fresh, engine, store }: RunRequest): Promise<string | null> {
  const parent = join(out, plan.study);
  const names = await readdir(parent).catch(() => []);
  for (const name of names
    .filter((one) => one !== 'latest')
    .sort()
    .reverse()) {
    const folder = join(parent, name);
    const text = await readFile(join(folder, 'plan.json'), 'utf8').catch(() => null);
    if (text !== planText(plan)) continue;
    const order = await workersFolder(folder).order();
    if (order?.executor !== 'slurm' || order.fresh !== fresh) continue;
    if (order.store !== store || order.engine !== engine) continue;
    const { events } = await readRunLog(folder);
    if (!events.some(({ event }) => event === 'run-finished')) return folder;
  }
  return null;
}

/** plan.json */
export function planText(plan: Plan): string {
  return `${JSON.stringify(plan, null, 1)}\n`;
}
