import { join } from 'node:path';
import { distinctNames } from '../../../../src/node/file-name.ts';
import { makeFolder } from '../../../../src/node/make-folder.ts';
import { writeDurably } from '../../../../src/node/write-durably.ts';
import type { FinishedRun } from '../../../reporting/make-report.ts';
import { runDate } from '../run-date.ts';
import { curveEvents } from './curve-events.ts';
import { eventFile } from './event-file.ts';

/**
 * Writes the curves of a run as event files of TensorBoard into `folder`, a folder a trial and below it one a model. When an iteration was
 * done no table says, so all events have the date of the run's end.
 * @returns the files, from `folder`
 */
export async function exportTensorboard(
  { tables, lock }: Pick<FinishedRun, 'tables' | 'lock'>,
  folder: string,
): Promise<string[]> {
  const date = runDate(lock);
  const seconds = String(Math.floor(date.getTime() / 1000)).padStart(10, '0');
  const curves = curveEvents(tables);
  const trialNames = namesOf(curves.map(({ trial }) => trial));
  const modelNames = namesOf(curves.map(({ model }) => model));
  await makeFolder(folder);
  const files: string[] = [];
  for (const { trial, model, events } of curves) {
    const place = join(trialNames.get(trial)!, modelNames.get(model)!);
    const file = join(place, `events.out.tfevents.${seconds}.infoplane`);
    await makeFolder(join(folder, place));
    await writeDurably(join(folder, file), [eventFile(events, date)]);
    files.push(file);
  }
  return files;
}

function namesOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const nameOf = distinctNames();
  return new Map([...new Set(texts)].map((text) => [text, nameOf(text)]));
}
