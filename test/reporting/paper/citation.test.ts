import { expect, it } from 'vitest';
import { citationOf } from '../../../runner/reporting/paper/citation.ts';
import { knownWorks } from '../../../runner/reporting/paper/known-works.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

it('has what Citation File Format 1.2.0 requires, with the works', () => {
  const { plan } = syntheticRun();
  const lock = { finished: '2026-11-30T12:00:00.000Z' };
  const works = [...knownWorks.values()];
  const citation = citationOf({ plan, lock, name: 'one', works });
  expect(citation).toMatchObject({
    'cff-version': '1.2.0',
    type: 'dataset',
    title: 'A study',
    'date-released': '2026-11-30',
    authors: [{ name: 'The authors of the study synthetic' }],
  });
  const references = citation.references as Record<string, unknown>[];
  expect(references).toHaveLength(works.length);
  for (const { title, authors, year } of references) {
    expect([typeof title, typeof year, Array.isArray(authors)]).toEqual(['string', 'number', true]);
    const names = (authors as Record<string, string>[]).flatMap((author) => Object.values(author));
    for (const name of names) expect(name).not.toMatch(/ and |[{}]/);
  }
  const ross = references.find(({ doi }) => doi === '10.1371/journal.pone.0087357')!;
  expect(ross).toMatchObject({
    type: 'article',
    authors: [{ 'family-names': 'Ross', 'given-names': 'Brian C.' }],
  });
});
