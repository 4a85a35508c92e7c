import { expect, test } from 'vitest';
import { layerKinds } from '../../runner/layers/index.ts';
import { estimatorKinds } from '../../runner/nodes/estimator/index.ts';
import { loadNode } from '../../runner/nodes/registry.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { families, type NodeFamily } from '../../src/node/declare.ts';

const { entries } = loadCatalog();
const isFamily = (family: string): family is NodeFamily => families.some((known) => known === family);

test.each(entries.filter((entry) => isFamily(entry.family)))(
  'the facts of $family $kind are those of its declaration when it is run',
  async ({ family, kind, version, inputs, output, provides, quantities }) => {
    if (!isFamily(family)) throw new Error(family);
    const {
      run: _,
      longestSample: __,
      averages: ___,
      calibration: ____,
      amounts: _____,
      check: ______,
      pairMatrices: _______,
      readsStates: ________,
      provides: provided = null,
      ...declared
    } = await loadNode(family, kind);
    expect({ ...declared, provides: provided }).toEqual({
      family,
      kind,
      version,
      inputs,
      output,
      provides,
      quantities,
    });
  },
);

test('a kind that is not there is a bug of the caller', async () => {
  await expect(loadNode('probe', 'none')).rejects.toThrow('no node kind probe/none');
});

test('every estimator of the catalogue is in the index, and nothing else', () => {
  const estimators = entries.filter((entry) => entry.family === 'estimator');
  expect([...estimatorKinds.keys()]).toEqual(estimators.map((entry) => entry.kind));
  for (const { kind, version } of estimators)
    expect(estimatorKinds.get(kind)).toMatchObject({ kind, version });
});

test('every layer of the catalogue is in the index, and nothing else', () => {
  const layers = entries.filter((entry) => entry.family === 'layer');
  expect([...layerKinds.keys()]).toEqual(layers.map((entry) => entry.kind));
  for (const { kind, version } of layers) {
    expect(layerKinds.get(kind)).toMatchObject({ kind, version });
  }
});

test('what a claim says in the unit of the quantity is a setting of it', async () => {
  for (const { kind, params } of entries.filter((entry) => entry.family === 'claim')) {
    const { amounts } = await loadNode('claim', kind);
    expect(Object.keys(params.properties as object), kind).toEqual(expect.arrayContaining([...amounts!]));
  }
});
