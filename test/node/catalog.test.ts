import { expect, test } from 'vitest';
import { findEntry, findKinds, loadCatalog } from '../../src/node/catalog.ts';
import { families } from '../../src/node/declare.ts';

const catalog = loadCatalog();

test('every family and the layers have kinds, in the order of the dataflow', () => {
  expect([...new Set(catalog.entries.map((entry) => entry.family))]).toEqual([...families, 'layer']);
});

test('a kind is found in its family only', () => {
  expect(findEntry(catalog, 'probe', 'activations')?.output).toBe('activations');
  expect(findEntry(catalog, 'dataset', 'mnist')?.provides).toEqual({
    shape: [1, 28, 28],
    classes: 10,
    trainSize: 60_000,
    testSize: 10_000,
  });
  expect(findEntry(catalog, 'model', 'activations')).toBeUndefined();
});

test('a kind is found by its name, with or without its family', () => {
  expect(findKinds(catalog, 'conv').map((entry) => entry.family)).toEqual(['layer']);
  expect(findKinds(catalog, 'layer/conv')).toEqual(findKinds(catalog, 'conv'));
  expect(findKinds(catalog, 'probe/conv')).toEqual([]);
});
