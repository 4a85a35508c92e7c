import type { Row } from './columns.ts';

const words: Readonly<Record<string, string>> = {
  'no-data': 'no data',
  'held-once': 'held in 1 trial',
  'failed-once': 'failed in 1 trial',
};

/** The verdict of a row of the claims table, in words. */
export function verdictWords({ verdict }: Row): string {
  const name = String(verdict ?? 'no-data');
  return words[name] ?? name;
}

/** The row over all settings of each claim, in the order of the study: its last one. */
export function overallRows(claims: readonly Row[]): Row[] {
  return [...new Map(claims.map((row) => [row.claim, row])).values()];
}
