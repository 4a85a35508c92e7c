import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../src/node/catalog.ts';
import { readRegularFile } from '../../src/node/read-regular-file.ts';
import { RunError } from '../../src/node/run-error.ts';
import { withKeys } from '../../src/plan/older-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { planProblem } from '../../src/spec/plan-problem.ts';
import { rowTables } from '../../src/table/result-tables.ts';
import { readJudgedTables } from '../claims/read-judged-tables.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { TrainedFilters } from '../contract/report.ts';
import { filtersFile, readFilters } from '../reporting/filters-file.ts';
import type { FinishedRun } from '../reporting/make-report.ts';
import { readLock } from './read-lock.ts';

/**
 * Reads what a run left in its folder: plan.json, the tables, spec.yaml, lock.json, and filters.json where there is one.
 * @param open gives the kinds of its study, those of plugins too
 * @throws RunError when a file is missing or damaged
 */
export async function readFinishedRun(
  folder: string,
  open: (plan: Plan) => Promise<Kinds>,
): Promise<FinishedRun> {
  const plan = await readPlan(folder);
  const { all: lock } = await readLock(folder);
  const spec = readText(folder, 'spec.yaml');
  const tables = rowTables(await readJudgedTables(join(folder, 'tables'), { plan, open }));
  const filters = await readKeptFilters(folder);
  const command = typeof lock.command === 'string' ? lock.command : 'infoplane run spec.yaml';
  return { plan, tables, filters, spec, lock, command };
}

/** plan.json of a run. @throws RunError when it is missing or damaged */
export async function readPlan(folder: string): Promise<Plan> {
  const text = readText(folder, 'plan.json');
  let plan: unknown;
  try {
    plan = withKeys(JSON.parse(text));
  } catch (cause) {
    throw damaged(folder, 'plan.json', (cause as Error).message);
  }
  const problem = planProblem(plan, loadCatalog());
  if (problem !== null) throw damaged(folder, 'plan.json', problem);
  return plan as Plan;
}

async function readKeptFilters(folder: string): Promise<readonly TrainedFilters[]> {
  if (!existsSync(join(folder, filtersFile))) return [];
  const text = readText(folder, filtersFile);
  try {
    return readFilters(text);
  } catch (cause) {
    throw damaged(folder, filtersFile, (cause as Error).message);
  }
}

/** A text file of a run. @throws RunError when it is missing or cannot be read */
export function readText(folder: string, name: string): string {
  try {
    return readRegularFile(join(folder, name)).toString('utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RunError(`${join(folder, name)} ${missing ? 'does not exist' : 'cannot be read'}`, {
      hint: 'name the folder of a run that has ended, such as runs/quickstart/latest',
      cause,
    });
  }
}

function damaged(folder: string, name: string, why: string): RunError {
  return new RunError(`${join(folder, name)} is not what this version of infoplane writes: ${why}`, {
    hint: 'it is damaged or of another version; run the study again, which reuses what is kept',
  });
}
