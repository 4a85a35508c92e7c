import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EstimatorRun } from '../../runner/contract/estimator.ts';
import { loadNode } from '../../runner/nodes/registry.ts';
import {
  type EstimatorCase,
  type EstimatorNode,
  estimatorProperties,
} from '../../runner/proof/estimator-properties.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { choicesOf } from './support/choices.ts';
import { estimatorCases } from './support/estimator-cases.ts';

const catalog = loadCatalog();
const kinds = catalog.entries.filter(({ family }) => family === 'estimator');
const nodeOf = async (kind: string) => (await loadNode('estimator', kind)) as EstimatorNode<JsonObject>;
const nodes = new Map(await Promise.all(kinds.map(async ({ kind }) => [kind, await nodeOf(kind)] as const)));

/** Tests that hold a kind against numbers that do not come of our code, and what they try there. */
const references: Readonly<Record<string, readonly [test: string, tries: string]>> = {
  binning: ['estimators/shannon-estimators.test.ts', 'counted by hand'],
  cka: ['peers/one-capture.test.ts', 'CKA(Ti;Tj)'],
  'cka-between': ['peers/between.test.ts', 'CKA(Ti;Uj)'],
  discrete: ['peers/discrete.test.ts', 'np.unique'],
  'intrinsic-dimension': ['peers/one-capture.test.ts', 'participation-ratio'],
  kde: ['peers/shannon.test.ts', 'pairwiseEntropy'],
  ksg: ['peers/shannon.test.ts', 'ksgInformation'],
  sliced: ['peers/sliced.test.ts', 'SI(X;T)'],
  'linear-probe': ['peers/shannon.test.ts', 'fitLogistic'],
  'matrix-renyi': ['peers/random-cases.test.ts', 'matrix-renyi'],
};

describe.each(kinds)('the estimator $kind', ({ kind, params }) => {
  const cases = estimatorCases[kind] ?? [];

  it('has cases, and they make every choice that it offers', () => {
    expect(cases.length, `test/proof/support/estimator-cases.ts has no case of ${kind}`).toBeGreaterThan(0);
    const left = choicesOf(params, catalog.definitions, ['probe', 'with']).filter(
      ({ made }) => !cases.some((each) => made(each.params)),
    );
    expect(left.map(({ name }) => name)).toEqual([]);
  });

  it('has a reference', () => {
    expect(Object.keys(references), `no test holds ${kind} against numbers of others`).toContain(kind);
    const [file, tries] = references[kind]!;
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(tries);
  });

  for (const { name, run } of estimatorProperties(nodes.get(kind)!, cases)) it(name, run);
});

/** Names of the properties that an estimator lacks. */
async function lacking(node: EstimatorNode<JsonObject>, cases: readonly EstimatorCase[]): Promise<string> {
  const broken: string[] = [];
  for (const { name, run } of estimatorProperties(node, cases)) {
    await run().catch(() => broken.push(name));
  }
  return broken.join('\n');
}

describe('an estimator that is wrong is refused', () => {
  const right = nodes.get('ksg')!;
  const [given] = estimatorCases.ksg!;
  const wrong = (run: (...call: Parameters<EstimatorRun<JsonObject>>) => ReturnType<EstimatorRun>) =>
    lacking({ ...right, run }, [given!]);
  const scaled = (by: number) =>
    wrong((...call) => {
      const rows = right.run(...call);
      return () =>
        rows().map(({ layer, cells }) => ({ layer, cells: { ...cells, value: by * Number(cells.value) } }));
    });

  it('off by half', async () => {
    expect(await scaled(1)).toBe('');
    expect(await scaled(1.5)).toContain('known answers');
  });

  it('seeing the order of samples, changing its capture, or drawing anew each time', async () => {
    const shifted = (by: (capture: Parameters<EstimatorRun>[0]) => number) =>
      wrong((capture, params, desk) => {
        const rows = right.run(capture, params, desk);
        return () =>
          rows().map(({ layer, cells }) => ({
            layer,
            cells: { ...cells, value: Number(cells.value) + by(capture) },
          }));
      });
    expect(await shifted(({ layers }) => layers[0]!.values[0]! / 1e3)).toContain('order of samples');
    let calls = 0;
    expect(await shifted(() => calls++ / 1e3)).toContain('the same twice');
    const clearing = shifted(({ inputs }) => {
      inputs.fill(0);
      return 0;
    });
    expect(await clearing).toContain('the capture as it was');
  });

  it('a value that is not finite, a cell that is no column, a layer that is not there, no row', async () => {
    const giving = (layer: number, cells: object) =>
      wrong(() => () => [{ layer, cells: { quantity: 'I(X;T)', unit: 'bits', value: 1, ...cells } }]);
    expect(await giving(0, {})).not.toContain(': rows');
    expect(await giving(0, { value: Number.NaN })).toContain(': rows');
    expect(await giving(0, { methud: 'x' })).toContain(': rows');
    expect(await giving(7, {})).toContain(': rows');
    expect(await wrong(() => () => [])).toContain(': rows');
    expect(await giving(0, {})).toContain('no value of what is not finite');
  });

  it('no known answers', async () => {
    const { calibration: _, ...bare } = right;
    expect(await lacking(bare, [given!])).toContain('known answers');
  });

  it('keys of the desk that leave a setting out', async () => {
    const run: EstimatorRun<JsonObject> =
      ({ layers }, { k }, desk) =>
      () => [
        {
          layer: layers[0]!.index,
          cells: { quantity: 'k', unit: '', value: desk.share('k', () => Number(k)) },
        },
      ];
    const found = await lacking({ ...right, run }, estimatorCases.ksg!.slice(0, 2));
    expect(found).toContain('all cases on one desk');
  });
});
