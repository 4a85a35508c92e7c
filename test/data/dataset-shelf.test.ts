import { describe, expect, it } from 'vitest';
import type { Kinds } from '../../runner/contract/kinds.ts';
import { createDatasetShelf } from '../../runner/data/dataset-shelf.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { DatasetPlan } from '../../src/plan/plan.ts';

const plan = (shape: readonly number[]): DatasetPlan => ({
  name: 'mine',
  kind: 'npy',
  params: { shape: [...shape] },
  shape,
  classes: 2,
  trainSize: 100,
  testSize: 10,
});

describe('data sets on the shelf', () => {
  it('are not loaded where they cannot fit', async () => {
    const loaded: (readonly number[])[] = [];
    const load = async ({ shape }: DatasetPlan) => {
      loaded.push(shape);
      return { train: {}, test: {}, files: [] };
    };
    const kinds = { node: async () => ({ run: { source: null, load } }) } as unknown as Kinds;
    const shelf = createDatasetShelf(
      { kinds, env: {}, folder: '.', warn: () => undefined },
      async () => undefined,
    );
    await expect(shelf.get(plan([1, 60_000, 60_000]))).rejects.toThrow(RunError);
    await shelf.get(plan([1, 28, 28]));
    expect(loaded).toEqual([[1, 28, 28]]);
  });
});
