import type { JsonObject } from '../../../../src/plan/plan.ts';
import type { LoggedEvent } from '../../../workers/worker-events.ts';
import { refer } from './crate-entities.ts';

/** What actions of a run have in common. */
export interface ActionParts {
  /** Id of the program. */
  readonly instrument: string;
  readonly objects: readonly string[];
  readonly environment: readonly string[];
}

const [completed, failed] = [
  'http://schema.org/CompletedActionStatus',
  'http://schema.org/FailedActionStatus',
];

/** Whoever ran it: no file of a run says who that was. */
export const operator: JsonObject = {
  '@id': '#operator',
  '@type': 'Person',
  name: 'Whoever ran the command',
  description: 'A run does not record who made it',
};

/** The command that made the run: when it began and ended, and how. */
export function runAction(
  { command, started, finished, state }: JsonObject,
  name: string,
  parts: ActionParts,
  results: readonly string[],
): JsonObject {
  const done = state === undefined || state === 'done';
  return {
    '@id': '#run',
    '@type': 'CreateAction',
    name: `Run ${name}`,
    description: String(command ?? 'infoplane run spec.yaml'),
    ...timesOf(started, finished),
    ...sharedBy(parts),
    result: results.map(refer),
    actionStatus: done ? completed : failed,
    ...(done ? {} : { error: `The run is not complete: ${state}` }),
  };
}

/** A training that the run did itself, from its log; those that were kept from earlier runs are not among them. */
export function trainingActions(
  events: readonly LoggedEvent[],
  parts: ActionParts,
  results: readonly string[],
): JsonObject[] {
  const begun = new Map<string, string>();
  const comparisons = new Set(
    events.flatMap((event) => (event.event === 'run-started' ? (event.comparisons ?? []) : [])),
  );
  const actions: JsonObject[] = [];
  for (const event of events) {
    if (event.event === 'stage-started' || event.event === 'stage-resumed')
      begun.set(event.stage, begun.get(event.stage) ?? event.time);
    if (event.event !== 'stage-finished' && event.event !== 'stage-failed') continue;
    if (comparisons.has(event.stage)) continue;
    const ended = event.event === 'stage-finished' ? event.outcome.kind : 'failed';
    const good = ended === 'complete';
    actions.push({
      '@id': `#training-${actions.length + 1}`,
      '@type': 'CreateAction',
      name: `Training ${event.stage}`,
      description: `One training of the run, with its probes and estimators: ${event.stage}`,
      ...timesOf(begun.get(event.stage), event.time),
      ...sharedBy(parts),
      result: results.map(refer),
      actionStatus: good ? completed : failed,
      ...(good ? {} : { error: event.event === 'stage-failed' ? event.message : `The training ${ended}` }),
    });
    begun.delete(event.stage);
  }
  return actions;
}

/** Moments as the profile has them: with a zone in numbers. */
function timesOf(started: unknown, finished: unknown): JsonObject {
  const zoned = (time: string) => time.replace(/Z$/, '+00:00');
  return {
    ...(typeof started === 'string' ? { startTime: zoned(started) } : {}),
    ...(typeof finished === 'string' ? { endTime: zoned(finished) } : {}),
  };
}

function sharedBy({ instrument, objects, environment }: ActionParts): JsonObject {
  return {
    agent: refer('#operator'),
    instrument: refer(instrument),
    object: objects.map(refer),
    environment: environment.map(refer),
  };
}
