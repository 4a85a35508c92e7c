// How long studies take that are to be published: by their last published run, else by the multiply-adds of their trainings; and what of them the
// store has already.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptResults } from '../dist/runner/store/kept-results.js';
import { keptNow } from '../dist/src/cli/kept-now.js';
import { missingData } from '../dist/src/cli/missing-data.js';
import { compile } from '../dist/src/index.js';

/** Minutes that a study may take, and all of them together. */
export const mostMinutes = { study: 40, all: 360 };

/**
 * @param studies each with `study`, `path` and `set`
 * @param places folder of the published runs, the store, and the folder and environment that studies are run in
 * @returns the studies with `minutes` and `about` (whether that is an estimate), `left` (minutes), `kept` in words, and `missing`: messages on data that is not here
 */
export async function studyTimes(studies, { published, store, cwd, env }) {
  const kept = await keptResults(store);
  const known = [];
  for (const one of studies) {
    const compiled = await compile({ path: join(cwd, one.path), set: one.set });
    if (!compiled.plan) throw new Error(`${one.path} is not valid; \`infoplane validate\` says why`);
    const { stages } = compiled.plan;
    const standings = await keptNow(stages, kept, one.path, { cwd, env });
    const missing = await missingData(compiled, one.path, { cwd, env });
    const messages = missing.map(({ message, hint }) => (hint ? `${message}; ${hint}` : message));
    known.push({ ...one, stages, standings, run: publishedRun(published, one.study), missing: messages });
  }
  const rate = usualRate(known);
  return known.map(({ stages, standings, run, ...one }) => {
    const time = timeOf(stages, run, rate);
    return { ...one, ...time, ...leftOf(stages, standings, time.minutes) };
  });
}

/** Minutes and seeds of a published run; null where there is none, or it does not say how long it took. */
function publishedRun(published, study) {
  const path = join(published, study, 'lock.json');
  if (!existsSync(path)) return null;
  const { wallMinutes, seeds } = JSON.parse(readFileSync(path, 'utf8'));
  return wallMinutes === undefined ? null : { minutes: wallMinutes, seeds };
}

const workOf = (stages) => stages.reduce((sum, { work }) => sum + work.training, 0);

/** Stages of today's plan that a published run had. */
const stagesOf = (stages, { seeds }) => stages.filter(({ seed }) => seeds.includes(seed));

/**
 * Multiply-adds a minute of the published runs: the median, over runs whose trainings are a tenth of a trillion or more; null without any.
 * @param known each with `stages` and `run`
 */
export function usualRate(known) {
  const rates = known
    .filter(({ run }) => run)
    .map(({ stages, run }) => [workOf(stagesOf(stages, run)), run.minutes])
    .filter(([work, minutes]) => work >= leastWork && minutes > 0)
    .map(([work, minutes]) => work / minutes)
    .sort((a, b) => a - b);
  return rates.length === 0 ? null : rates[Math.floor(rates.length / 2)];
}

/** Below it estimates take longer than trainings. */
const leastWork = 1e11;

/** Minutes of all trainings of a study: as published; of another number of trials in proportion, and of one that never ran by its work (`about`). */
export function timeOf(stages, run, rate) {
  const work = workOf(stages);
  if (!run) return { minutes: rate === null ? null : work / rate, about: true };
  const before = stagesOf(stages, run);
  if (before.length === stages.length) return { minutes: run.minutes, about: false };
  const part = workOf(before);
  return { minutes: part === 0 ? run.minutes : (run.minutes * work) / part, about: true };
}

/** Minutes that are left, by the work of what still trains, and what is kept in words. */
export function leftOf(stages, standings, minutes) {
  const trains = stages.filter((stage) => {
    const { training, estimates, uncaptured } = standings.get(stage);
    return training.kind !== 'kept' || uncaptured.length > 0 || [...estimates.values()].includes('training');
  });
  const reads = stages.filter(
    (stage) => !trains.includes(stage) && [...standings.get(stage).estimates.values()].includes('captures'),
  );
  const work = workOf(stages);
  const share = work === 0 ? trains.length / stages.length : workOf(trains) / work;
  const done = stages.length - trains.length;
  const words = [
    `${done} of ${stages.length} trainings kept`,
    ...(reads.length > 0 ? [`of ${reads.length} of them estimates are read off captures`] : []),
  ];
  return {
    left: minutes === null ? null : minutes * share,
    kept: done === 0 ? 'nothing kept' : words.join(', '),
  };
}

/** What a list of studies says: a line each, then what is left of all and what is too long. */
export function timesText(times, isDone) {
  const lines = times.map((one) => {
    const done = isDone(one) ? '; done at this commit' : '';
    return `${minutesText(one)}  ${one.study} (${one.kept}${done})`;
  });
  const open = times.filter((one) => !isDone(one));
  const sum = (name) => open.reduce((total, one) => total + (one[name] ?? 0), 0);
  const about = open.some((one) => one.about) ? 'about ' : '';
  const all = times.reduce((total, { minutes }) => total + (minutes ?? 0), 0);
  return [
    ...lines,
    `${open.length} of ${times.length} to run at this commit: ${about}${sum('left').toFixed(0)} minutes are left, of ${sum('minutes').toFixed(0)} without what is kept`,
    ...times
      .filter(({ minutes }) => minutes > mostMinutes.study)
      .map(
        ({ study, minutes }) =>
          `warning: ${study} takes ${minutes.toFixed(0)} minutes; a study should take ${mostMinutes.study} at most`,
      ),
    ...(all > mostMinutes.all
      ? [
          `warning: all of them take ${(all / 60).toFixed(1)} hours; they should take ${mostMinutes.all / 60} at most`,
        ]
      : []),
    ...times.flatMap(({ study, missing }) => missing.map((text) => `warning: ${study}: ${text}`)),
  ];
}

function minutesText({ minutes, about, left }) {
  if (minutes === null) return '         never run';
  const whole = `${about ? 'about ' : ''}${minutes.toFixed(1)}`.padStart(12);
  return `${whole} min, ${left.toFixed(1).padStart(5)} left`;
}
