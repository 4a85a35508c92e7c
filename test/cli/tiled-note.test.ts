import { expect, test } from 'vitest';
import { layerKinds } from '../../runner/layers/index.ts';
import { estimatorChecks } from '../../runner/nodes/estimator-checks.ts';
import { tiledNote } from '../../src/cli/tiled-note.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { tinyStudy } from './tiny-study.ts';

const noteOf = (text: string) => {
  const request = { path: 'x.yaml', text, catalog: loadCatalog(), layers: layerKinds };
  const { plan, diagnostics } = compileStudy({ ...request, checks: estimatorChecks });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return tiledNote(plan!);
};

test('a plan says what matrices by tiles cost, and nothing where there are none', async () => {
  expect(await noteOf(tinyStudy)).toBe('');
  const samples = 'sample: { split: train, n: 20000 }, at: { epochs: [0, 1/3, 2] } }\n  backward';
  const large = tinyStudy
    .replace('subset: { train: 640, test: 100 }', 'subset: { train: 20000, test: 100 }')
    .replace('at: { epochs: [0, 1/3, 2] } }\n  backward', samples);
  const note = await noteOf(large);
  // three rows of I(X;T) by 20 passes, and of I(T;Y) by one at order 2
  expect(note).toMatch(/^note: 6 rows .* [\d.]+e\+13 multiply-adds.* \d+ minutes.*.* MB at once\n$/);
});
