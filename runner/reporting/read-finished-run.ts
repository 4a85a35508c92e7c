import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import type { JsonObject, Plan } from '../../src/plan/plan.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { filtersFile, readFilters, type TrainedFilters } from './filters-file.ts';
import type { FinishedRun } from './make-report.ts';

/**
 * Reads what a run left in its folder: plan.json, the tables, spec.yaml, lock.json, and filters.json where there is one.
 * @throws RunError when a file is missing or damaged
 */
export async function readFinishedRun(folder: string): Promise<FinishedRun> {
  const plan: unknown = await readJson(folder, 'plan.json');
  if (!isPlan(plan)) throw damaged(folder, 'plan.json');
  const lock = await readJson(folder, 'lock.json');
  const spec = await readText(folder, 'spec.yaml');
  const tables = await readTables(join(folder, 'tables'));
  const filters = await readKeptFilters(folder);
  const command = typeof lock.command === 'string' ? lock.command : 'infoplane run spec.yaml';
  return { plan, tables, filters, spec, lock, command };
}

function isPlan(value: unknown): value is Plan {
  const plan = value as Partial<Plan>;
  const lists = [plan.axes, plan.trials, plan.stages, plan.claims, plan.reports, plan.edges];
  return plan.format === 1 && lists.every((list) => Array.isArray(list));
}

async function readJson(folder: string, name: string): Promise<JsonObject> {
  const text = await readText(folder, name);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (cause) {
    throw damaged(folder, name, cause);
  }
  throw damaged(folder, name);
}

async function readKeptFilters(folder: string): Promise<readonly TrainedFilters[]> {
  const text = await readFile(join(folder, filtersFile), 'utf8').catch(() => null);
  try {
    return text === null ? [] : readFilters(text);
  } catch (cause) {
    throw damaged(folder, filtersFile, cause);
  }
}

async function readText(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new RunError(`${join(folder, name)} ${missing ? 'does not exist' : 'cannot be read'}`, {
      hint: 'name the folder of a run that has ended, such as runs/quickstart/latest',
      cause,
    });
  }
}

function damaged(folder: string, name: string, cause?: unknown): RunError {
  return new RunError(`${join(folder, name)} is damaged: it is not what a run writes`, {
    hint: 'run the study again, which reuses what is kept',
    cause,
  });
}
