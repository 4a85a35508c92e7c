import type { JsonObject } from '../../../src/plan/plan.ts';
import { knownWorks } from './known-works.ts';
import { latexText } from './latex-text.ts';
import type { Work } from './work.ts';

/**
 * The works that a kind's `@source` names, part by part between semicolons: those of a part that are known, in their order. A part without one, such
 * as a plugin's, is a work of which is known what the text says: authors, year and title, an address, or just words. A part
 * `for VALUE, VALUE: works` belongs to settings of which one has such a value, such as a quantity.
 * @param settings of the entry that is of this kind: parts for others are left out; without settings none is
 */
export function worksOf(source: string, settings?: JsonObject): Work[] {
  return source.split(/;\s+/).flatMap((part) => {
    const [, of = '', text = ''] = /^(?:for (.+?): )?(.*)$/s.exec(part.trim()) ?? [];
    if (text === '' || (settings && of !== '' && !hasValue(settings, of.split(', ')))) return [];
    const known = [...knownWorks].flatMap(([name, work]) => {
      const at = text.indexOf(name);
      // further authors in front make it another work
      return at < 0 || /(?<!\d{4}), $|& $/.test(text.slice(0, at)) ? [] : [{ at, work }];
    });
    if (known.length > 0) return known.sort((a, b) => a.at - b.at).map(({ work }) => work);
    return [unknownWork(text)];
  });
}

function hasValue(settings: JsonObject, values: readonly string[]): boolean {
  return Object.values(settings).some((value) => typeof value === 'string' && values.includes(value));
}

function unknownWork(text: string): Work {
  const [, url] = /(https?:\/\/\S+)/.exec(text) ?? [];
  if (url !== undefined) {
    const fields = { title: text, howpublished: url };
    return { type: 'misc', key: keyOf(url.replace(/^https?:\/\//, '')), fields };
  }
  const [, authors, year, title] = /^(\p{Lu}.*?) (\d{4})\b(?:, (\p{Lu}.*))?/u.exec(text) ?? [];
  if (authors === undefined) return { type: 'misc', key: keyOf(text), fields: { title: text } };
  const names = authors.replace(/ et al\.?$/, ', others').split(/\s*[,&]\s*/);
  const author = names.filter((name) => name !== '').join(' and ');
  return {
    type: 'misc',
    key: keyOf(`${names[0]}${year}`),
    fields: { author, title: title ?? text, year: year! },
  };
}

/** A key of letters, digits and hyphens. */
export function keyOf(text: string): string {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (
    plain
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60) || 'source'
  );
}

/** Works as a BibTeX file, each once. */
export function bibtex(works: readonly Work[]): string {
  const distinct = new Map(works.map((one) => [one.key, one]));
  return [...distinct.values()].map(entry).join('\n');
}

function entry({ type, key, fields }: Work): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${fieldText(name, value)}}`);
  return `@${type === 'software' ? 'misc' : type}{${key},\n${lines.join(',\n')}\n}\n`;
}

/** Titles in a second pair of braces keep their capitals; addresses and numbers of articles stay as they are. */
function fieldText(name: string, value: string): string {
  if (name === 'howpublished' && /^https?:/.test(value)) return latexText(value);
  if (name === 'doi' || name === 'eprint') return value.replaceAll(/[{}\\%]/g, '');
  if (name === 'author') return value.split(' and ').map(authorText).join(' and ');
  return name === 'title' ? `{${latexText(value)}}` : latexText(value);
}

/** A name in braces is that of a group, and stays whole. */
function authorText(name: string): string {
  const [, group] = /^\{(.*)\}$/.exec(name) ?? [];
  return group === undefined ? latexText(name) : `{${latexText(group)}}`;
}
