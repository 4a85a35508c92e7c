import { describe, expect, it } from 'vitest';
import { bibtex, worksOf } from '../../../runner/reporting/paper/bibliography.ts';
import { knownWorks } from '../../../runner/reporting/paper/known-works.ts';
import { loadCatalog } from '../../../src/node/catalog.ts';

describe('sources of kinds', () => {
  it('of infoplane are all known in full', () => {
    const known = new Set([...knownWorks.values()].map(({ key }) => key));
    for (const { family, kind, source } of loadCatalog().entries)
      for (const work of source === null ? [] : worksOf(source))
        expect(
          known.has(work.key) || work.fields.howpublished !== undefined,
          `${family}/${kind}: ${work.key}`,
        ).toBe(true);
  });

  it('have keys and names that differ', () => {
    const works = [...knownWorks.values()];
    expect(new Set(works.map(({ key }) => key)).size).toBe(works.length);
    for (const { fields } of works) expect(fields.year).toMatch(/^\d{4}$/);
  });

  it('are found within a sentence', () => {
    expect(
      worksOf(
        'Yu, Jenssen & Príncipe 2018, eqs (2), (7) and (8); for I(X;{Ti,Tj}): Yu, Wickstrøm, Jenssen & Príncipe 2020',
      ).map(({ key }) => key),
    ).toEqual(['yu2018', 'yu2020']);
    expect(worksOf('after Shwartz-Ziv & Tishby 2017, section 3.1').map(({ key }) => key)).toEqual([
      'shwartzziv2017',
    ]);
  });

  it('are told from works of more authors, and listed one after another', () => {
    const keys = (source: string) => worksOf(source).map(({ key }) => key);
    expect(
      keys(
        'Kornblith, Norouzi, Lee & Hinton 2019; for unbiased: Song, Smola, Gretton, Bedo & Borgwardt 2012, Nguyen, Raghu & Kornblith 2021',
      ),
    ).toEqual(['kornblith2019', 'song2012', 'nguyen2021']);
    expect(
      keys(
        'Levina & Bickel 2004 with the average of MacKay & Ghahramani 2005; for lower: Williams & Beer 2010, Barrett 2015',
      ),
    ).toEqual(['levina2004', 'mackay2005', 'williams2010', 'barrett2015']);
    expect(keys('Doe & Ross 2014; Roe, Ross 2014')).toEqual(['doe2014', 'roe2014']);
  });

  it('are those of what is asked for', () => {
    const { source } = loadCatalog().entries.find(({ kind }) => kind === 'matrix-renyi')!;
    const keys = (quantity: string) => worksOf(source!, { quantity, alpha: 2 }).map(({ key }) => key);
    expect(keys('I(X;T)')).toEqual(['yu2018']);
    expect(keys('DiME(T;Y)')).toEqual(['yu2018', 'skean2023']);
    expect(keys('trade-off')).toEqual(['yu2018', 'yu2020']);
    expect(keys('synergy(Y;{Ti,Tj})')).toEqual(['yu2018', 'williams2010', 'barrett2015']);
    expect(keys('effective-rank')).toHaveLength(3);
  });

  it('of a plugin say what its text says', () => {
    expect(worksOf('Müller, Doe & Roe 2021, A measure of {mine}; Roe et al. 2022; unpublished')).toEqual([
      {
        type: 'misc',
        key: 'muller2021',
        fields: { author: 'Müller and Doe and Roe', title: 'A measure of {mine}', year: '2021' },
      },
      {
        type: 'misc',
        key: 'roe2022',
        fields: { author: 'Roe and others', title: 'Roe et al. 2022', year: '2022' },
      },
      { type: 'misc', key: 'unpublished', fields: { title: 'unpublished' } },
    ]);
  });
});

describe('bibtex', () => {
  it('has each work once, escaped, with groups and capitals whole', () => {
    const group = {
      type: 'software' as const,
      key: 'group',
      fields: { author: '{The A & B}', title: 'Of C_1', pages: '1–9' },
    };
    expect(bibtex([group, group])).toBe(
      '@misc{group,\n  author = {{The A \\& B}},\n  title = {{Of C\\_1}},\n  pages = {1--9}\n}\n',
    );
  });
});
