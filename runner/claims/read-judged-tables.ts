import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '../../src/node/run-error.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { withClaims } from '../../src/table/result-tables.ts';
import { readTableColumns, type StoredColumns } from '../../src/table/run-tables.ts';
import type { Kinds } from '../contract/kinds.ts';
import { judgeRun } from './judging/judge-run.ts';

/** What is known of the run already. */
export interface KnownRun {
  /** Its plan; plan.json beside the tables where left out. */
  readonly plan?: Plan;
  /** Opens the kinds of its study, those of plugins too. */
  readonly open: (plan: Plan) => Promise<Kinds>;
}

/**
 * Reads the tables of a run. Claims of a run of an older version, which judged them otherwise, are judged again from its estimates.
 * @param folder the run's `tables`
 * @throws RunError when a file is missing or damaged
 */
export async function readJudgedTables(
  folder: string,
  { plan: known, open }: KnownRun,
): Promise<StoredColumns> {
  const tables = await readTableColumns(folder);
  if (!tables.older) return tables;
  const plan = known ?? (await planBeside(folder));
  const { estimates, training } = tables;
  const judged = await judgeRun(
    { estimates: estimates.rows, training: training.rows, plan },
    await open(plan),
  );
  return { ...withClaims(tables, judged), older: true };
}

async function planBeside(folder: string): Promise<Plan> {
  const path = join(dirname(folder), 'plan.json');
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new RunError(`${path} cannot be read: ${(cause as Error).message}`, {
      hint: "the claims of this older run are judged again, which needs its plan; name the `tables` in a run's folder",
      cause,
    });
  }
}
