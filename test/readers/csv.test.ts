import { describe, expect, it } from 'vitest';
import { chooseColumns, columnsArray } from '../../runner/readers/columns.ts';
import { readCsv } from '../../runner/readers/csv.ts';
import type { HeaderRule } from '../../runner/readers/csv-header.ts';
import { RunError } from '../../src/node/run-error.ts';

/** The numbers of all columns that are meant, their names, and how many doubts were told. */
function table(text: string | Uint8Array, header: HeaderRule = 'auto', part: string | null = null) {
  let warnings = 0;
  const warn = () => {
    warnings++;
  };
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const columns = readCsv(bytes, { header, headerOption: '--header', warn }, 'x.csv');
  const names = columns.map(({ name }) => name);
  const chosen = chooseColumns(columns, part, 'x.csv', warn);
  return { names, rows: () => rowsOf(columnsArray(chosen, 'x.csv')), columns, warnings };
}

function rowsOf({ shape, values }: { shape: readonly number[]; values: ArrayLike<number> }): number[][] {
  const [rows = 0, width = 0] = shape;
  return Array.from({ length: rows }, (_, i) => Array.from(values).slice(i * width, (i + 1) * width));
}

describe('cells', () => {
  const same: [string, string][] = [
    ['commas', 'a,b\n1,2.5\n-3e2,+.5\n'],
    ['semicolons', 'a;b\n1;2.5\n-3e2;+.5\n'],
    ['tabs, a carriage return and a mark at the start', '\ufeffa\tb\r\n1\t2.5\r\n-3e2\t+.5\r\n'],
    ['blanks in columns', '   a    b\n   1  2.5\n-3e2  +.5\n'],
    ['blanks behind commas', 'a, b\n1, 2.5\n-3e2, +.5'],
    ['quotes', '"a","b"\n"1","2.5"\n"-3e2","+.5"\n'],
    ['comments, as numpy.savetxt writes them', '# made, by; me\na b\n1 2.5\n  # half\n-3e2 +.5\n'],
    ['blank lines', 'a,b\n\n1,2.5\n\n-3e2,+.5\n\n\n'],
    ['mixed ends of lines', 'a,b\r\n1,2.5\n-3e2,+.5\r'],
  ];
  it.each(same)('between %s', (_, text) => {
    const { names, rows, warnings } = table(text);
    expect({ names, rows: rows(), warnings }).toEqual({
      names: ['a', 'b'],
      rows: [
        [1, 2.5],
        [-300, 0.5],
      ],
      warnings: 0,
    });
  });

  it('holds separators, quotes and ends of lines in quotes', () => {
    const { columns, names } = table('"a, b",c\n"x,y",1\n"say ""no""\nor not",2\n');
    expect(names).toEqual(['a, b', 'c']);
    expect(Array.from(columns[0]!.values)).toEqual(['x,y', 'say "no"\nor not']);
  });

  it('reads nan and inf as numbers, and whole numbers beyond 2^53 as they are written', () => {
    expect(table('1,nan\n-inf,2\n').rows()).toEqual([
      [1, Number.NaN],
      [Number.NEGATIVE_INFINITY, 2],
    ]);
    expect(Array.from(table('9007199254740993\n9007199254740992\n5\n').columns[0]!.values)).toEqual([
      '9007199254740993',
      '9007199254740992',
      5,
    ]);
  });

  it.each([
    ['short row', 'a,b\n1,2\n3\n', /^x\.csv:3: 1 cells/],
    [
      'names of rows, as R writes them',
      'a b\nr1 1 2\nr2 3 4\n',
      /^x\.csv:2: 3 cells where the first line has 2/,
    ],
    ['open quote', 'a,b\n1,"2\n3,4\n', /^x\.csv:\d: a quote is opened/],
    ['quote within', 'a,b\n1,2"3\n', /^x\.csv:2: a quote stands/],
    ['nothing', '\n\n', /empty/],
    ['comments alone', '# a\n# b\n', /empty/],
    ['a header alone', 'a,b\n', /no rows/],
  ])('are refused: %s', (_, text, message) => {
    expect(() => table(text, text === 'a,b\n' ? 'yes' : 'auto').rows()).toThrow(RunError);
    expect(() => table(text, text === 'a,b\n' ? 'yes' : 'auto').rows()).toThrow(message);
  });

  it('names decimal commas', () => {
    for (const text of ['a;b\n1,5;2\n', '1,5;2,5\n3,5;4,5\n', '"1,5","2"\n"3,5","4"\n']) {
      expect(() => table(text).rows()).toThrow(/'1,5'/);
      try {
        table(text).rows();
      } catch (error) {
        expect((error as RunError).hint).toMatch(/decimal commas/);
      }
    }
  });

  it('names UTF-16', () => {
    const text = '\ufeffa,b\n1,2\n';
    for (const swap of [false, true]) {
      const bytes = Buffer.from(text, 'utf16le');
      expect(() => table(swap ? bytes.swap16() : bytes)).toThrow(/UTF-16/);
    }
    expect(() => table(Buffer.from('a,b\n1,2\n', 'utf16le'))).toThrow(/UTF-16/);
  });

  it('keeps a row without a value in a table of one column, but not the blank lines at its end', () => {
    expect(() => table('1\n\n2\n').rows()).toThrow(/'0' has nothing in row 1/);
    expect(table('1\n2\n\n\n').rows()).toEqual([[1], [2]]);
  });
});

describe('header', () => {
  const guesses: [string, string, string[], number][] = [
    ['names above numbers', 'x,y\n1,2\n3,4\n', ['x', 'y'], 0],
    ['none', '1.5,2\n3,4\n', ['0', '1'], 0],
    ['a blank in the first row of numbers', '1.5,,2\n3,4,5\n', ['0', '1', '2'], 0],
    ['NA in the first row of numbers', '1.5,NA\n3,4\n', ['0', '1'], 0],
    ['numbers as pandas numbers columns', '0,1,2\n0.5,1,2\n', ['0', '1', '2'], 1],
    ['one column that begins with 0, whole', '0\n1\n0\n', ['0'], 0],
    ['one column that begins with 0, not whole', '0\n0.5\n1.5\n', ['0'], 1],
    ['an index of pandas', ',a,b\n0,1,2\n1,3,4\n', ['', 'a', 'b'], 1],
    ['an index of pandas above numbered columns', ',0,1\n0,1.5,2\n1,3,4\n', ['', '0', '1'], 1],
    ['an index that was read as a column', 'Unnamed: 0,a\n0,1\n1,3\n', ['Unnamed: 0', 'a'], 1],
    ['an id that counts the rows', 'id,a\n1,5\n2,3\n3,4\n', ['id', 'a'], 1],
    ['an id that does not', 'id,a\n7,5\n2,3\n3,4\n', ['id', 'a'], 0],
    ['texts that come again', 'cat\ndog\ncat\n', ['0'], 0],
    ['a name above texts', 'animal\ncat\ndog\ncat\n', ['animal'], 0],
    ['a name beside numbers that count', 'name,0,1\nann,3,4\nbob,5,6\n', ['name', '0', '1'], 0],
    ['a name beside other numbers', 'zed,3.5\nann,3\nbob,5\n', ['zed', '3.5'], 1],
  ];
  it.each(guesses)('%s', (_, text, names, warnings) => {
    const found = table(text);
    expect({ names: found.names, warnings: found.warnings }).toEqual({ names, warnings });
  });

  it('is what the user says, without a word', () => {
    expect(table('0,1\n5,6\n', 'yes')).toMatchObject({ names: ['0', '1'], warnings: 0 });
    expect(table('0,1\n5,6\n', 'yes').rows()).toEqual([[5, 6]]);
    expect(table('0,1\n5,6\n', 'no').rows()).toEqual([
      [0, 1],
      [5, 6],
    ]);
    expect(table('a,b\nc,d\n', 'no').columns.map(({ values }) => values[0])).toEqual(['a', 'b']);
  });

  it('leaves an index out by places, without a word', () => {
    const found = table(',a,b\n0,1,2\n1,3,4\n', 'auto', '1-');
    expect(found.warnings).toBe(0);
    expect(found.rows()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});
