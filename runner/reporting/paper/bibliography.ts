import { knownWorks, type Work } from './known-works.ts';
import { latexText } from './latex-text.ts';

/**
 * The works that a kind's `@source` names: parts between semicolons, each with authors and a year, or an address. A work that is not
 * known here, such as a plugin's, has what the text says of it.
 */
export function worksOf(source: string): Work[] {
  return source.split(/;\s+/).flatMap((part) => {
    const text = part.trim();
    if (text === '') return [];
    const [, url] = /(https?:\/\/\S+)/.exec(text) ?? [];
    if (url !== undefined)
      return [
        {
          type: 'misc' as const,
          key: keyOf(url.replace(/^https?:\/\//, '')),
          fields: { title: text, howpublished: url },
        },
      ];
    const [, authors, year, title] =
      /^(?:[^,&]*?(?:after|:)\s+)?(\p{Lu}.*?) (\d{4})\b(?:, (\p{Lu}.*))?$/u.exec(
        text.replace(/(\d{4}), \P{Lu}.*$/u, '$1'),
      ) ?? [];
    if (authors === undefined) return [{ type: 'misc' as const, key: keyOf(text), fields: { title: text } }];
    const known = knownWorks.get(`${authors} ${year}`);
    return [known ?? unknownWork(authors, year!, title ?? text)];
  });
}

/** @param authors such as `Alain & Bengio` or `Saxe et al.` */
function unknownWork(authors: string, year: string, title: string): Work {
  const names = authors.replace(/ et al\.?$/, ', others').split(/\s*[,&]\s*/);
  return {
    type: 'misc',
    key: keyOf(`${names[0]}${year}`),
    fields: { author: names.filter((name) => name !== '').join(' and '), title, year },
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
