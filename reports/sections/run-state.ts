import type { Json, JsonObject, Plan, StagePlan } from '../../src/plan/plan.ts';
import type { RunTables } from '../../src/table/columns.ts';
import { html, type Markup } from '../html.ts';

/** What the state of a run is told from. */
export interface RunFacts {
  readonly plan: Plan;
  readonly tables: RunTables;
  /** lock.json, as far as it is there. */
  readonly lock: JsonObject;
}

/** Whether the run ended before its time, or has not ended: its verdicts are provisional. */
export function isUnfinished({ state }: JsonObject): boolean {
  return typeof state === 'string' && state !== 'done';
}

/** Trainings that are named one by one. */
const mostNamed = 3;

/**
 * Says of a run that is not complete how far its trainings came, such as `This run was interrupted at iteration 269 of 1,407`; nothing of a
 * complete one.
 * @param who the run, as the beginning of a sentence
 */
export function stateWarning(facts: RunFacts, who = 'This run'): Markup | null {
  const { lock } = facts;
  if (!isUnfinished(lock)) return null;
  return html`<p class="warning" data-state="${String(lock.state)}">${who} ${stateWords(facts)}. The page shows the rows that are there so far, and the verdicts on them are provisional.</p>`;
}

function stateWords({ plan, tables, lock }: RunFacts): string {
  const state = String(lock.state);
  const stages = plan.stages.map((stage) => progressOf(stage, tables, lock));
  const begun = stages.filter(({ iteration, complete }) => !complete && iteration !== null);
  const verb =
    state === 'running' || state === 'detached'
      ? 'goes on'
      : state === 'interrupted'
        ? 'was interrupted'
        : state;
  if (plan.stages.length === 1 && begun.length === 1) return `${verb} at ${where(begun[0]!)}`;
  if (stages.length === 0) return verb;
  const complete = stages.filter((stage) => stage.complete).length;
  const silent = stages.length - complete - begun.length;
  const named = begun.slice(0, mostNamed).map((stage) => `${stage.id} is at ${where(stage)}`);
  const parts = [
    `${count(complete)} of ${count(stages.length)} trainings ${complete === 1 ? 'is' : 'are'} complete`,
    ...named,
    begun.length > named.length ? `${count(begun.length - named.length)} more are not complete` : '',
    silent > 0 ? `${count(silent)} ${silent === 1 ? 'has' : 'have'} no rows yet` : '',
  ];
  return `${verb}: ${parts.filter((part) => part !== '').join(', ')}`;
}

interface StageProgress {
  readonly id: string;
  /** The last one that there is a row of; null without rows. */
  readonly iteration: number | null;
  readonly updates: number;
  readonly complete: boolean;
}

function progressOf(stage: StagePlan, tables: RunTables, lock: JsonObject): StageProgress {
  const { id, training } = stage;
  const told = Array.isArray(lock.stages) ? lock.stages.find((one) => field(one, 'id') === id) : undefined;
  const ended = field(field(told, 'ended'), 'iteration');
  const seen = typeof ended === 'number' ? ended : lastIteration(stage, tables);
  const { updates } = training;
  const kept = told !== undefined && ended === undefined && field(told, 'result') !== null;
  return {
    id,
    iteration: seen,
    updates,
    complete: kept || (told === undefined && seen !== null && seen >= updates),
  };
}

function lastIteration({ model, branches }: StagePlan, { estimates, training }: RunTables): number | null {
  const trials = new Set(branches.map(({ trial }) => trial));
  let last: number | null = null;
  for (const { trial, model: of, iteration } of [...training, ...estimates])
    if (of === model.name && trials.has(String(trial))) last = Math.max(last ?? 0, Number(iteration));
  return last;
}

function field(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)[name]
    : undefined;
}

function where({ iteration, updates }: StageProgress): string {
  return `iteration ${count(iteration ?? 0)} of ${count(updates)}`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
