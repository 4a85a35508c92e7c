import { findEntry } from '../../../src/node/catalog.ts';
import type { Catalog } from '../../../src/node/declare.ts';
import { listed } from '../../../src/node/listed.ts';
import { isJsonObject } from '../../../src/plan/json.ts';
import type { Json, JsonObject, Plan, StagePlan } from '../../../src/plan/plan.ts';
import { groupRows } from '../../../src/table/group-rows.ts';
import { settingWords } from '../../../src/table/setting-words.ts';
import { byLeastInformation, leastInformationWords } from '../least-information.ts';
import { keyOf, worksOf } from './bibliography.ts';
import { type Cite, count, firstOfEach, plain, type Sentence } from './sentence.ts';
import { estimatorSentences, networkSentences, probeSentences } from './stage-sentences.ts';
import type { Work } from './work.ts';

/** What the methods of a run are told from. */
export interface MethodsInput {
  readonly plan: Plan;
  /** lock.json */
  readonly lock: JsonObject;
  readonly catalog: Catalog;
}

/**
 * How the numbers of a run came about, sentence by sentence, for the methods section of a paper: data, networks, training, what was
 * looked at, estimators with their parameters, trials, engine and versions. Everything is from plan and lock.
 */
export function methodsOf({ plan, lock, catalog }: MethodsInput): Sentence[] {
  const cite: Cite = (family, kind, settings) =>
    worksOf(findEntry(catalog, family, kind)?.source ?? '', settings);
  const first = firstOfEach(plan.stages, (stage) => stage.model.name);
  return [
    ...dataSentences(plan, lock, cite),
    ...first.flatMap((stage) => networkSentences(stage, cite)),
    ...first.flatMap(probeSentences),
    ...estimatorSentences(first, catalog, cite),
    ...minimumSentences(plan),
    ...trialSentences(plan, cite),
    ...claimSentences(plan, cite),
    ...versionSentences(plan, lock),
  ];
}

/** What the least information as redundancy means, once for all estimators that take it. */
function minimumSentences(plan: Plan): Sentence[] {
  const names = [...byLeastInformation(plan)];
  if (names.length === 0) return [];
  const cites = worksOf('Barrett 2015, Williams & Beer 2010');
  return [{ text: `In ${listed(names, names.length)} ${leastInformationWords}.`, cites }];
}

function dataSentences({ stages }: Plan, { data }: JsonObject, cite: Cite): Sentence[] {
  const sets = firstOfEach(
    stages.flatMap(({ dataset }) => dataset ?? []),
    ({ name }) => name,
  );
  const sentences = sets.map(({ name, kind, shape, classes, targets, trainSize, testSize }): Sentence => {
    const called = name === kind ? name : `${name} (${kind})`;
    const sizes = `${count(trainSize)} training and ${count(testSize)} test samples`;
    const values =
      targets === undefined
        ? ''
        : ` and ${count(targets)} real ${targets === 1 ? 'value' : 'values'} to give`;
    const goal = classes ? ` and ${count(classes)} classes` : values;
    const inputs = `inputs of ${shape.join(' × ')}${goal}`;
    return { text: `The data are ${called}, ${sizes} with ${inputs}.`, cites: cite('dataset', kind) };
  });
  const foreign = Array.isArray(data)
    ? data.filter((file) => isJsonObject(file) && file.official === false && sets.length > 0)
    : [];
  if (foreign.length === 0) return sentences;
  return [
    ...sentences,
    plain(`${foreign.length} of the data files are not the official ones; their checksums are in lock.json.`),
  ];
}

function trialSentences({ axes, trials, stages }: Plan, cite: Cite): Sentence[] {
  const seeds = [...new Set(trials.map(({ seed }) => seed))];
  const number = trials.length === 1 ? 'One trial was run' : `${count(trials.length)} trials were run`;
  const said = [seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${runsOf(seeds)}`];
  for (const { name, values } of axes)
    if (name !== 'seed') said.push(`${name.split('.').at(-1)} ${listed(values.map(settingWords))}`);
  const told = groupRows(stages, ({ model }) => model.name);
  const differs = [...told.values()].some(
    (own) => new Set(own.map((stage) => JSON.stringify(stageWords(stage, cite)))).size > 1,
  );
  const varied =
    differs || stages.some((stage) => changedEstimators(stage, stages))
      ? [plain('Settings that differ between trials are told above as the first trial has them.')]
      : [];
  return [plain(`${number}: ${said.join('; ')}.`), ...varied];
}

/** What is told of a stage. */
function stageWords(stage: StagePlan, cite: Cite): string[] {
  return [...networkSentences(stage, cite), ...probeSentences(stage)].map(({ text }) => text);
}

/** Whether a stage has estimators with other settings than the first of its model, as far as they have the same names. */
function changedEstimators({ model, branches }: StagePlan, stages: readonly StagePlan[]): boolean {
  const first = stages.find((stage) => stage.model.name === model.name)!.branches[0]?.estimators ?? [];
  const settings = new Map(first.map(({ name, kind, params }) => [name, JSON.stringify([kind, params])]));
  return branches.some(({ estimators }) =>
    estimators.some(({ name, kind, params }) => settings.get(name) !== JSON.stringify([kind, params])),
  );
}

function claimSentences({ claims, trials }: Plan, cite: Cite): Sentence[] {
  if (claims.length === 0) return [];
  const how =
    trials.length > 1
      ? 'A claim holds where the 95 % interval of its margin over trials (Student’s t) lies at or above 0, fails where it lies below 0, and is unclear otherwise; p-values are adjusted after Holm.'
      : 'Claims are read off a single trial, which gives no verdict.';
  const kinds = firstOfEach(claims, ({ expect }) => expect).flatMap(({ expect }) => cite('claim', expect));
  const adjusted = trials.length > 1 ? worksOf('Holm 1979') : [];
  return [
    { text: how, cites: adjusted },
    ...(kinds.length > 0 ? [{ text: 'The kinds of claims are after these works.', cites: kinds }] : []),
  ];
}

function versionSentences({ plugins = [] }: Plan, lock: JsonObject): Sentence[] {
  const { versions, numericClass, platform, finished, git, state } = lock;
  const { infoplane, node } = isJsonObject(versions) ? versions : {};
  const { engine, version, device, threads } = isJsonObject(numericClass) ? numericClass : {};
  const on = typeof finished === 'string' ? ` on ${finished.slice(0, 10)}` : '';
  const none = engine === 'none';
  const engineWords = none ? '' : [engine, version].filter((part) => part !== undefined).join(' ');
  const places = [
    none || device === undefined ? '' : String(device),
    none || threads === undefined ? '' : `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  ];
  const detail = [
    ...places,
    typeof platform === 'string' ? platform : '',
    typeof node === 'string' ? `Node.js ${node.replace(/^v/, '')}` : '',
  ];
  const by = engineWords === '' ? '' : ` and the engine ${engineWords}`;
  const known = detail.filter((part) => part !== '').join(', ');
  const sentences: Sentence[] = [
    {
      text: `Everything was computed${on} with infoplane${infoplane === undefined ? '' : ` ${infoplane}`}${by}${known === '' ? '' : ` (${known})`}.`,
      cites: [infoplaneWork(String(infoplane ?? ''), String(finished ?? ''))],
    },
  ];
  if (plugins.length > 0)
    sentences.push(
      plain(
        `The study has kinds of its own: ${listed(plugins.map(({ family, kind }) => `${family} ${kind}`))}.`,
      ),
    );
  if (isJsonObject(git) && typeof git.commit === 'string')
    sentences.push(
      plain(
        `The study is at commit ${git.commit.slice(0, 12)}${git.dirty === true ? ', with changes that are not committed' : ''}.`,
      ),
    );
  if (typeof state === 'string' && state !== 'done')
    sentences.push(plain(`The run is not complete (${state}): the values are those available so far.`));
  return sentences;
}

function infoplaneWork(version: string, date: string): Work {
  const fields = {
    author: '{The infoplane authors}',
    title: 'infoplane: studies of information flow in neural networks',
    ...(date === '' ? {} : { year: date.slice(0, 4) }),
    ...(version === '' ? {} : { note: `Version ${version}` }),
  };
  return { type: 'software', key: 'infoplane', fields };
}

/** The run itself, as a work. Who made it, no file says. */
export function studyWork({ study, title }: Plan, { started, finished, versions }: JsonObject): Work {
  const version = isJsonObject(versions) ? versions.infoplane : '';
  return {
    type: 'misc',
    key: keyOf(`study-${study}`),
    fields: {
      author: `{The authors of the study ${study}}`,
      title: title || study,
      year: String(finished ?? '').slice(0, 4),
      note: `Study ${study}, run that began on ${minuteOf(started)}, infoplane ${version}`,
    },
  };
}

/** `2026-11-30 12:00 UTC` */
function minuteOf(time: Json | undefined): string {
  return typeof time === 'string' ? `${time.slice(0, 16).replace('T', ' ')} UTC` : 'an unknown day';
}

/** Numbers in ascending order, those in a row as a range: `1–10, 20`. */
function runsOf(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
