import { expect, test } from 'vitest';
import { nearestName, suggestName } from '../../src/diagnostic/nearest.ts';

test.each([
  ['filtres', ['filters', 'kernel'], 'filters'],
  ['batchsize', ['batchSize', 'epochs'], 'batchSize'],
  ['rleu', ['linear', 'relu'], 'relu'],
  ['C4', ['C1', 'F1'], 'C1'],
  ['momentum', ['filters', 'kernel'], null],
  ['xy', ['ab'], null],
  ['x', [], null],
])('%s among %j is near %j', (name, candidates, nearest) => {
  expect(nearestName(name, candidates)).toBe(nearest);
});

test('suggestName names all candidates when none is near, and says when there are none', () => {
  expect(suggestName('filtres', ['filters'], 'keys')).toBe('did you mean `filters`?');
  expect(suggestName('zzz', ['one', 'two'], 'keys')).toBe('keys: `one`, `two`');
  expect(suggestName('zzz', [], 'probes')).toBe('there are no probes');
  const many = Array.from({ length: 20 }, (_, index) => `candidate${index}`);
  expect(suggestName('zzz', many, 'keys')).toMatch(/`candidate11`, and 8 more$/);
});
