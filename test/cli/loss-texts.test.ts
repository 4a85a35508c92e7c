import { expect, test } from 'vitest';
import { chainLayers, chainWithHeads, type LayerEntry } from '../../runner/engines/chain-layers.ts';
import { lossTexts } from '../../src/cli/loss-texts.ts';

const dense: LayerEntry = ['dense', { units: 3 }];

test('each loss is said with its weight and the lowest layer that it reaches; one that reaches all is not', () => {
  const heads = {
    A: { after: 1, weight: 0.3, entries: [dense] },
    B: { after: 0, weight: 2, lowest: 1, entries: [dense] },
  };
  const said = lossTexts(chainWithHeads([3], [dense, dense, dense], heads, 1));
  expect(said).toEqual([
    expect.stringMatching(/A after dense-1.* 0\.3.*dense-0/),
    expect.stringMatching(/B after dense-0.* 2.*its own layers/),
    expect.stringMatching(/dense-2.*dense-1/),
  ]);
  expect(lossTexts(chainLayers([3], [dense, dense]))).toEqual([]);
});
