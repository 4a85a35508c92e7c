import { describe, expect, test } from 'vitest';
import { foldName } from '../../src/diagnostic/nearest.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { isJsonObject, type Json } from '../../src/plan/json.ts';
import { otherWords } from '../../src/spec/other-words.ts';
import { allowedValues, alternatives, properties } from '../../src/spec/schema.ts';
import { meantBy, suggestWord } from '../../src/spec/suggest-word.ts';

const catalog = loadCatalog();

/** What each place of a study knows: a list for each kind, or each branch, that is such a place. */
const places = new Map<string, string[][]>();

function add(place: string, names: readonly string[]): void {
  places.set(place, [...(places.get(place) ?? []), [...names]]);
}

function addSettings(owner: string, schema: Json): void {
  const branches = alternatives(schema, catalog.definitions);
  const values = branches.flatMap((branch) => [...allowedValues(branch)]);
  if (values.length > 0) add(`values of ${owner}`, values.map(String));
  for (const branch of branches) {
    const inner = properties(branch);
    if (Object.keys(inner).length > 0) add(`keys of ${owner}`, Object.keys(inner));
    for (const [name, one] of Object.entries(inner)) addSettings(name, one);
    if (isJsonObject(branch.items)) addSettings(owner, branch.items);
  }
}

for (const { family, kind, params } of catalog.entries) {
  add(`kinds of ${family}`, [kind]);
  addSettings(family, params);
}
addSettings('study', catalog.study);
add('keys of entry', ['kind', 'expect']);

const rows = Object.entries(otherWords).flatMap(([place, { names = {} }]) =>
  Object.entries(names).map(([name, words]) => ({ place, name, words: words.split(' ') })),
);

test.each(rows)('$place: $name is there, and its other words are taken to it', ({ place, name, words }) => {
  const own = places.get(place)!.filter((known) => known.includes(name));
  expect(own).not.toEqual([]);
  for (const known of own) {
    for (const word of words.filter((one) => !known.map(foldName).includes(foldName(one)))) {
      expect(meantBy(word, known, place), `${word} among ${known.join()}`).toMatch(
        new RegExp(`^did you mean .*\`${name}\``),
      );
    }
  }
});

test('no place has a word twice with two kinds of advice, nor a name as a word without one', () => {
  for (const [place, { names = {}, advice = {}, none = '' }] of Object.entries(otherWords)) {
    const split = (words: readonly string[]) => words.flatMap((one) => one.split(' ')).map(foldName);
    const said = [split(Object.keys(advice)), split(none === '' ? [] : [none])].flat();
    expect(new Set(said).size, place).toBe(said.length);
    const named = new Set(split(Object.values(names)));
    expect(said.filter((word) => named.has(word))).toEqual([]);
    const known = new Set((places.get(place) ?? []).flat().map(foldName));
    if (!place.startsWith('keys of'))
      expect([...said, ...named].filter((word) => known.has(word))).toEqual([]);
  }
});

const claims = catalog.entries.flatMap(({ family, kind }) => (family === 'claim' ? [kind] : []));
const layers = catalog.entries.flatMap(({ family, kind }) => (family === 'layer' ? [kind] : []));

test.each([
  ['decreasing', claims, 'kinds of claim', 'did you mean `non-increasing` or `falls`?'],
  ['increasing', claims, 'kinds of claim', 'did you mean `non-decreasing` or `rises`?'],
  ['non-incresing', claims, 'kinds of claim', 'did you mean `non-increasing`?'],
  ['smaller-than', ['greater-than', 'less-than', 'near'], 'kinds of claim', 'did you mean `less-than`?'],
  ['smaller-than', ['greater-than', 'near'], 'kinds of claim', undefined],
  ['at-mots', ['at-least', 'at-most'], 'kinds of claim', 'did you mean `at-most`?'],
  ['ReLU', ['linear', 'relu', 'elu'], 'values of activation', 'did you mean `relu`?'],
  ['silu', ['linear', 'relu', 'elu'], 'values of activation', undefined],
  ['Linear', layers, 'kinds of layer', 'did you mean `dense`?'],
  ['BatchNorm2d', layers, 'kinds of layer', 'did you mean `batch-norm`?'],
  ['learning_rate', ['learningRate', 'momentum'], 'keys of training', 'did you mean `learningRate`?'],
  ['lr', ['learningRate', 'momentum'], 'keys of training', 'did you mean `learningRate`?'],
  ['lr', ['filters', 'kernel'], 'keys of layer', undefined],
  ['p', ['rate', 'repeat'], 'keys of layer', 'did you mean `rate`?'],
  ['p', ['test', 'level'], 'keys of claim', 'did you mean `level`?'],
  ['cifar-100', ['cifar-10', 'mnist'], 'kinds of dataset', undefined],
])('%s among %j as %s', (word, candidates, place, hint) => {
  expect(meantBy(word, candidates, place)).toBe(hint);
});

describe('a quantity', () => {
  const quantities = ['H(T)', 'I(X;T)', 'I(T;Y)', 'I(X;{Ti,Tj})', 'leave-one-out'];
  test.each([
    ['I(Y;T)', 'I(T;Y)'],
    ['I(T;X)', 'I(X;T)'],
    ['I(X,T)', 'I(X;T)'],
    ['MI(x; t)', 'I(X;T)'],
    ['I(X;Z)', 'I(X;T)'],
    ['H(Z)', 'H(T)'],
    ['I({Ti,Tj};X)', 'I(X;{Ti,Tj})'],
    ['leave-one-uot', 'leave-one-out'],
  ])('%s is %s', (text, quantity) => {
    expect(meantBy(text, quantities, 'values of quantity')).toBe(`did you mean \`${quantity}\`?`);
  });

  test.each(['I(X;Y)', 'H(X)', 'I(T;T)', 'H(Y)'])('%s is none of them', (text) => {
    expect(meantBy(text, quantities, 'values of quantity')).toBeUndefined();
  });
});

test('a word that is like nothing gets all names', () => {
  expect(suggestWord('zzz', ['epochs', 'loss'], 'keys', 'keys of training')).toBe('keys: `epochs`, `loss`');
  expect(suggestWord('conv3d', ['conv', 'dense'], 'kinds of layers', 'kinds of layer')).toBe(
    'kinds of layers: `conv`, `dense`',
  );
});
