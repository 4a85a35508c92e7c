import type { Json, JsonObject, Plan } from '../../../src/plan/plan.ts';
import type { Work } from './work.ts';

/** How to cite a run. */
export interface CitedRun {
  readonly plan: Plan;
  /** lock.json */
  readonly lock: JsonObject;
  /** Name of the run. */
  readonly name: string;
  /** infoplane and the sources of the run's kinds. */
  readonly works: readonly Work[];
}

/**
 * What a CITATION.cff of a run says: the run as a data set, with the works that it rests on. Who made it no file says; whoever
 * publishes it puts their names in.
 * @source Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937
 */
export function citationOf({ plan, lock, name, works }: CitedRun): JsonObject {
  const { finished } = lock;
  return {
    'cff-version': '1.2.0',
    message: 'If you use these results, please cite them, infoplane and the works whose measures they are.',
    type: 'dataset',
    title: plan.title || plan.study,
    ...(plan.question === undefined ? {} : { abstract: plan.question }),
    authors: [{ name: `The authors of the study ${plan.study}` }],
    version: name,
    ...(typeof finished === 'string' ? { 'date-released': finished.slice(0, 10) } : {}),
    references: works.map(reference),
  };
}

const types: Readonly<Record<Work['type'], string>> = {
  article: 'article',
  inproceedings: 'conference-paper',
  techreport: 'report',
  software: 'software',
  misc: 'generic',
};

function reference({ type, fields }: Work): JsonObject {
  const {
    author = '',
    title = '',
    year = '',
    journal,
    booktitle,
    doi,
    eprint,
    howpublished,
    institution,
  } = fields;
  const from: Record<string, Json> = {};
  if (/^\d{4}$/.test(year)) from.year = Number(year);
  if (journal !== undefined) from.journal = journal;
  if (booktitle !== undefined) from['collection-title'] = booktitle;
  if (institution !== undefined) from.institution = { name: institution };
  if (doi !== undefined) from.doi = doi;
  if (howpublished !== undefined) from.url = howpublished;
  if (eprint !== undefined) from.identifiers = [{ type: 'other', value: `arXiv:${eprint}` }];
  const names = author === '' ? ['unknown'] : author.split(' and ');
  return { type: types[type], title, authors: names.map(person), ...from };
}

/** `Family, Given`, or a name in braces or of one part. */
function person(name: string): JsonObject {
  const [family = '', given] = name.replaceAll(/[{}]/g, '').split(', ');
  return given === undefined ? { name: family } : { 'family-names': family, 'given-names': given };
}
