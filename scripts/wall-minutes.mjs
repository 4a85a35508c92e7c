// How long the results of a run took, whichever runs of the study made them: a run that is published mostly finds them kept.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param run folder of a run that is done, beside the others of its study
 * @returns minutes of wall time, of this run and of all those beside it that trained what its results are read off
 */
export function wallMinutes(run) {
  const place = realpathSync(run);
  const results = new Set(readJson(join(place, 'lock.json')).stages.map(({ result }) => result));
  const study = dirname(place);
  const all = readdirSync(study, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map((one) => join(study, one.name));
  const made = all.filter((one) => one === place || events(one).some((event) => trained(event, results)));
  return made.reduce((sum, one) => sum + minutesOf(events(one)), 0);
}

const trained = ({ event, result }, results) => event === 'stage-started' && results.has(result);

function minutesOf(events) {
  if (events.length === 0) return 0;
  return (new Date(events.at(-1).time) - new Date(events[0].time)) / 60_000;
}

/** What the log of a run says; a last line that was cut off is left out. */
function events(run) {
  const path = join(run, 'log.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
