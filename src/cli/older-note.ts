import type { KeptResults } from '../../runner/store/kept-results.ts';

/** Says that a store has results which are not read any more; empty where it has none. */
export function olderNote({ older }: Pick<KeptResults, 'older'>): string {
  if (older === 0) return '';
  const results = older === 1 ? '1 kept result is' : `${older} kept results are`;
  return `note: ${results} of an older form and computed again; \`infoplane gc\` drops what is of no use any more\n`;
}
