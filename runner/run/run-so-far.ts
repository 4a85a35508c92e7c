import { packageVersion } from '../../src/node/package-info.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { rowTables } from '../../src/table/result-tables.ts';
import type { Calibration } from '../calibration/calibrate-apart.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { RunState } from '../contract/run-events.ts';
import type { CurvePoint, KeptRows } from '../contract/stage-result.ts';
import type { FinishedRun } from '../reporting/make-report.ts';
import { checkpointFolder, rowsSoFar } from '../store/checkpoint-folder.ts';
import { openStore } from '../store/store.ts';
import { stageKeys } from '../workers/result-key.ts';
import { createStageLedger } from '../workers/stage-ledger.ts';
import { dataContent } from '../workers/stage-shelf.ts';
import { patienceOf, workersFolder } from '../workers/work-order.ts';
import type { LoggedEvent } from '../workers/worker-events.ts';
import { makeTables } from './make-tables.ts';
import { readPlan, readText } from './read-finished-run.ts';
import { readAllEvents } from './run-log.ts';

/** A run that goes on, or ended without a last word, as far as it is. */
export interface RunSoFar {
  readonly run: FinishedRun;
  /** Changes when there are other rows. */
  readonly version: string;
}

/** Events after which there are other rows to be had. */
const moving: ReadonlySet<string> = new Set(['stage-saved', 'stage-finished', 'stage-kept']);

/**
 * What a run that has not ended would leave if it ended now: results that are kept, and of trainings that are under way the rows up to
 * their latest checkpoints. Only looks, so that it may be asked at any time, from any machine that sees the store.
 * @param known version that is there already: null is given when there is nothing else
 * @param open gives the kinds of its study, those of plugins too
 * @param calibration gives what its estimators are held against
 * @param state what the page says of it: that it goes on, or how it ended without a last word
 * @throws RunError when the run's plan or study cannot be read
 */
export async function runSoFar(
  folder: string,
  known: string | null,
  open: (plan: Plan) => Promise<Kinds>,
  calibration: Calibration,
  state: RunState = 'running',
): Promise<RunSoFar | null> {
  const events = await readAllEvents(folder);
  const version = String(events.filter(({ event }) => moving.has(event)).length);
  if (version === known) return null;
  const plan = await readPlan(folder);
  const found = await resultsSoFar(folder, plan, events);
  const tables = rowTables(await makeTables(plan, found, await open(plan), calibration));
  const run = {
    plan,
    tables,
    spec: readText(folder, 'spec.yaml'),
    lock: { state, versions: { infoplane: packageVersion } },
    command: 'infoplane run spec.yaml',
  };
  return { run, version };
}

interface ResultsSoFar {
  readonly trainings: ReadonlyMap<string, { readonly curve: readonly CurvePoint[] }>;
  readonly estimates: Map<string, KeptRows>;
}

async function resultsSoFar(
  folder: string,
  plan: Plan,
  events: readonly LoggedEvent[],
): Promise<ResultsSoFar> {
  const workers = workersFolder(folder);
  const order = await workers.order();
  if (!order) return { trainings: new Map(), estimates: new Map() };
  const store = openStore(order.store, () => {}, patienceOf(order));
  const ledger = createStageLedger({ plan, folder: workers, store, fresh: order.fresh, listen: () => {} });
  for (const event of events) ledger.listen(event);
  await ledger.refresh();
  const kept = await ledger.outcome();
  const trainings = new Map<string, { readonly curve: readonly CurvePoint[] }>(kept.trainings);
  const estimates = new Map(kept.estimates);
  const numericClass = await workers.numericClass();
  for (const stage of ledger.left()) {
    const facts = await workers.factsOf(dataContent(stage));
    if (!facts || !numericClass) continue;
    const key = stageKeys(stage, numericClass, facts).training(stage.key);
    const saved = await rowsSoFar(checkpointFolder(order.store, key), key);
    if (!saved) continue;
    if (!trainings.has(stage.key)) trainings.set(stage.key, saved.rows);
    for (const [estimate, rows] of Object.entries(saved.rows.estimates))
      if (!estimates.has(estimate)) estimates.set(estimate, rows);
  }
  return { trainings, estimates };
}
