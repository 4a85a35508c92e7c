import { describe, expect, it } from 'vitest';
import { chainLayers } from '../../runner/engines/chain-layers.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { choicesOf } from '../proof/support/choices.ts';
import { gradientCases } from './support/gradient-cases.ts';

// The networks go through every engine and lowering (errors, layer-kinds, software-gpu); so must each layer in them.

const catalog = loadCatalog();
const kinds = catalog.entries.filter(({ family }) => family === 'layer');
const layers = Object.values(gradientCases).flatMap(
  ({ input, entries }) => chainLayers(input, entries).layers,
);

describe.each(kinds)('the networks hold $kind', ({ kind, params }) => {
  const own = layers.filter((layer) => layer.kind === kind);

  it('with every choice that it offers', () => {
    expect(
      own.length,
      `no network of test/engines/support/gradient-cases.ts has a layer ${kind}`,
    ).toBeGreaterThan(0);
    const left = choicesOf(params, catalog.definitions, ['initializer', 'repeat', 'layers', 'tied'])
      .filter(({ made }) => !own.some((layer) => made(layer.params)))
      .map(({ name }) => name);
    expect(left).toEqual([]);
  });
});

it('the networks hold tied layers', () => {
  expect(layers.filter(({ tied }) => tied !== undefined).length).toBeGreaterThan(1);
});
