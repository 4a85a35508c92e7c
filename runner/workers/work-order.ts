import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { makeFolder } from '../../src/node/make-folder.ts';
import { RunError } from '../../src/node/run-error.ts';
import { writeDurably } from '../../src/node/write-durably.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { EngineName } from '../contract/engine.ts';
import type { PluginModule } from '../contract/plugin-module.ts';
import type { StageResult } from '../contract/stage-result.ts';
import type { LoadedFacts } from '../data/dataset-shelf.ts';
import type { ResultClass } from './result-class.ts';

/** What the workers of a run are told, besides the plan. */
export interface WorkOrder {
  /** Folder of the store, absolute. */
  readonly store: string;
  /** Folder of the study, absolute. */
  readonly study: string;
  readonly engine: 'auto' | EngineName;
  /** Threads that one training computes with; the engine's default when left out. */
  readonly threads?: number;
  /** Threads that estimate in each worker; all of its processors when left out. */
  readonly estimationThreads?: number;
  /** Computes again what is kept. */
  readonly fresh: boolean;
  /** Workers that begin together. */
  readonly workers: number;
  /** The study's plugins. */
  readonly plugins: readonly PluginModule[];
  readonly executor: 'local' | 'slurm';
}

/** How long results are waited for that others have kept: see `openStore`. */
export function patienceOf({ executor }: Pick<WorkOrder, 'executor'>): readonly number[] {
  return executor === 'slurm' ? [250, 1000, 4000] : [];
}

/**
 * What the workers of a run and its controller know together: files in `workers/` of the run's folder. What is said there
 * is said once and by everybody alike, but the engine, on which the first one decides.
 */
export interface WorkersFolder {
  readonly path: string;
  writeOrder(order: WorkOrder): Promise<void>;
  /** Null when the run has no workers. */
  order(): Promise<WorkOrder | null>;
  readOrder(): Promise<{ readonly order: WorkOrder; readonly plan: Plan }>;
  /** The numeric class that all workers compute in: the first one given. */
  agreeOn(numericClass: ResultClass): Promise<ResultClass>;
  /** Null as long as no worker has begun. */
  numericClass(): Promise<ResultClass | null>;
  /** @param content decides which data are meant, as `dataContent` has it */
  tellOf(content: string, facts: LoadedFacts): Promise<void>;
  /** Null as long as no worker has loaded it. */
  factsOf(content: string): Promise<LoadedFacts | null>;
  /** The rows of a stage that was stopped early, for the tables of an interrupted run. */
  writePartial(stageKey: string, result: StageResult): Promise<void>;
  readPartial(stageKey: string): Promise<StageResult | null>;
}

/** @param run folder of the run, absolute */
export function workersFolder(run: string): WorkersFolder {
  const path = join(run, 'workers');
  const inside = (name: string) => join(path, name);
  const write = async (name: string, value: object) => {
    await makeFolder(path);
    await writeDurably(inside(name), [JSON.stringify(value)]);
  };
  const factsName = (content: string) =>
    `dataset-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.json`;
  const order = async () => {
    const told = await readJson<WorkOrder>(inside('order.json'));
    return told && withFolders(told, (one) => resolve(run, one));
  };
  const numericClass = () => readJson<ResultClass>(inside('engine.json'));
  return {
    path,
    numericClass,
    writeOrder: (order) =>
      write(
        'order.json',
        withFolders(order, (one) => relative(run, one)),
      ),
    order,
    async readOrder() {
      const told = await order();
      const plan = await readJson<Plan>(join(run, 'plan.json'));
      if (told && plan) return { order: told, plan };
      throw new RunError(`${run} is not the folder of a run that has workers`, { exitCode: 2 });
    },
    async agreeOn(own) {
      await makeFolder(path);
      await writeFile(inside('engine.json'), JSON.stringify(own), { flag: 'wx' }).catch((cause) => {
        if (cause.code !== 'EEXIST') throw cause;
      });
      return (await untilThere(numericClass)) ?? own;
    },
    async tellOf(content, facts) {
      // a thousand workers have the same to tell
      if ((await readJson(inside(factsName(content)))) === null) await write(factsName(content), facts);
    },
    factsOf: (content) => readJson(inside(factsName(content))),
    writePartial: (stageKey, result) => write(`partial-${stageKey}.json`, result),
    readPartial: (stageKey) => readJson(inside(`partial-${stageKey}.json`)),
  };
}

/** Files say folders relative to the run's own: a run folder tells nothing of whose machine it was made on. */
function withFolders(order: WorkOrder, change: (folder: string) => string): WorkOrder {
  const plugins = order.plugins.map((one) => ({ ...one, folder: change(one.folder) }));
  return { ...order, store: change(order.store), study: change(order.study), plugins };
}

/** Asks again while another process may be in the middle of writing. */
async function untilThere<T>(read: () => Promise<T | null>): Promise<T | null> {
  for (let tries = 0; tries < 50; tries++) {
    const value = await read();
    if (value !== null) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

/** Null for a file that is not there, or not yet whole. */
async function readJson<T>(path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw cause;
  });
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
