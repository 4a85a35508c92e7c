import type { CatalogEntry } from '../../../src/node/declare.ts';
import type { JsonObject } from '../../../src/plan/plan.ts';
import { latexText } from './latex-text.ts';
import type { Work } from './work.ts';

/** A sentence, and what it cites. */
export interface Sentence {
  readonly text: string;
  readonly cites: readonly Work[];
}

/** Finds the works that a kind comes from; with the settings of an entry, those of what it asks for. */
export type Cite = (family: CatalogEntry['family'], kind: string, settings?: JsonObject) => readonly Work[];

/** A sentence that cites nothing. */
export function plain(text: string): Sentence {
  return { text, cites: [] };
}

/** A number with its thousands apart. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** The first item of each name. */
export function firstOfEach<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(nameOf(item))) first.set(nameOf(item), item);
  return [...first.values()];
}

/** The works that sentences cite, each once. */
export function citedWorks(sentences: readonly Sentence[]): Work[] {
  return firstOfEach(
    sentences.flatMap(({ cites }) => cites),
    ({ key }) => key,
  );
}

/** Sentences as a paragraph of LaTeX, with `\cite` before each full stop. */
export function latexParagraph(sentences: readonly Sentence[]): string {
  return sentences
    .map(({ text, cites }) => {
      const said = latexText(text);
      return cites.length === 0 ? said : `${said.slice(0, -1)}~\\cite{${keys(cites, ',')}}.`;
    })
    .join('\n');
}

/** Sentences as a paragraph of Markdown, with citations as Pandoc reads them: `[@yu2018; @yu2020]`. */
export function markdownParagraph(sentences: readonly Sentence[]): string {
  return sentences
    .map(({ text, cites }) => {
      const said = markdownText(text);
      return cites.length === 0 ? said : `${said.slice(0, -1)} [@${keys(cites, '; @')}].`;
    })
    .join(' ');
}

/** A text that Markdown takes as it is, on one line, in a cell of a table too. */
export function markdownText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('->', '→').trim();
  return line.replaceAll(/[\\`*_[\]<>|#~]/g, (sign) => `\\${sign}`);
}

function keys(works: readonly Work[], between: string): string {
  return [...new Set(works.map(({ key }) => key))].join(between);
}
