import { join } from 'node:path';
import { readRegularFile } from '../../src/node/read-regular-file.ts';
import { RunError } from '../../src/node/run-error.ts';
import { createEventReader, type LoggedEvent, parseEvent } from '../workers/worker-events.ts';

/** What a run has told so far. */
export interface RunLog {
  readonly events: readonly LoggedEvent[];
  /** Bytes of each worker's own file that are in the run's log. */
  readonly told: ReadonlyMap<string, number>;
}

/** log.jsonl. @throws RunError when it cannot be read; a run that ended before its first word has none */
export async function readRunLog(folder: string): Promise<RunLog> {
  const text = logText(folder);
  const events = text.split('\n').flatMap((line) => parseEvent(line) ?? []);
  const told = new Map<string, number>();
  for (const { worker, upTo } of events)
    if (worker !== undefined && upTo !== undefined) told.set(worker, upTo);
  return { events, told };
}

function logText(folder: string): string {
  try {
    return readRegularFile(join(folder, 'log.jsonl')).toString('utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new RunError(`${folder} has no readable log.jsonl: ${message}`, { exitCode: 2, cause });
  }
}

/** The run's log, and after it what its workers have told since that nobody has put into the log. */
export async function readAllEvents(folder: string): Promise<readonly LoggedEvent[]> {
  const { events, told } = await readRunLog(folder);
  const later = await createEventReader(join(folder, 'workers'), told).read();
  return [...events, ...later];
}
