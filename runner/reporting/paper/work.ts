/** A work as BibTeX has it, in plain Unicode. */
export interface Work {
  readonly type: 'article' | 'inproceedings' | 'misc' | 'techreport' | 'software';
  readonly key: string;
  /** In the order in which they are written. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A work from its parts. @param author as BibTeX has names */
export const work = (
  type: Work['type'],
  key: string,
  author: string,
  title: string,
  year: number,
  more: Readonly<Record<string, string>>,
): Work => ({ type, key, fields: { author, title, year: String(year), ...more } });

/** Where a preprint lies. */
export const arxiv = (eprint: string) => ({ eprint, archiveprefix: 'arXiv' });
