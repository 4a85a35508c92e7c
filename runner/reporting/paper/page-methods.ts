import type { PageMethods } from '../../../reports/report-input.ts';
import { bibtex } from './bibliography.ts';
import { type MethodsInput, methodsOf, studyWork } from './methods.ts';
import { citedWorks } from './sentence.ts';
import type { Work } from './work.ts';

/** The methods of a run as its page has them: sentences with the numbers of what they cite, the works in that order, and BibTeX of the study and the works. */
export function pageMethods(input: MethodsInput): PageMethods {
  const sentences = methodsOf(input);
  const works = citedWorks(sentences);
  const numberOf = new Map(works.map(({ key }, at) => [key, at + 1]));
  return {
    sentences: sentences.map(({ text, cites }) => ({
      text,
      cites: [...new Set(cites.map(({ key }) => numberOf.get(key)!))].sort((a, b) => a - b),
    })),
    works: works.map(workWords),
    bibtex: bibtex([studyWork(input.plan, input.lock), ...works]),
  };
}

/** `Yu, Shujian and Jenssen, Robert: Title. Journal 12, 2018. doi:10.1/2` */
function workWords({ fields }: Work): string {
  const {
    author,
    title = '',
    journal,
    booktitle,
    volume,
    institution,
    year,
    doi,
    eprint,
    howpublished,
    note,
  } = fields;
  const names = author?.replaceAll(/[{}]/g, '').split(' and ').join('; ');
  const place = [journal, volume].filter((part) => part !== undefined).join(' ');
  const where = [place, booktitle, institution, note, howpublished, year].filter((part) => part);
  const address = doi === undefined ? (eprint === undefined ? '' : ` arXiv:${eprint}`) : ` doi:${doi}`;
  return `${names === undefined ? '' : `${names}: `}${title}${where.length > 0 ? `. ${where.join(', ')}` : ''}.${address}`;
}
