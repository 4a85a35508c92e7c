import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isJsonObject } from '../../src/plan/json.ts';
import type { Json } from '../../src/plan/plan.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { codesAndPlaces, compileText, studyText } from '../plan/study-text.ts';

const huge = [
  ['slices', 'kind: sliced, probe: forward, quantity: SI(X;T), slices: 1e9'],
  ['permutations', 'kind: ksg, probe: forward, quantity: I(X;T), null: { permutations: 1e9 }'],
] as const;

it.each(huge)('validate and run refuse a study of 1e9 %s with one message', async (_, estimator) => {
  const { infoplane } = await createWorkplace();
  const set = ['--set', `estimators.IXT={ ${estimator} }`];
  for (const command of ['validate', 'run']) {
    const { code, err } = await infoplane([command, 'tiny.yaml', ...set]);
    expect(code).toBe(3);
    expect(err.match(/\[[a-z-]+\]/g)).toEqual(['[value-out-of-range]']);
  }
});

it('report refuses the plan of a run that has them, before it makes anything of it', async () => {
  const { folder, infoplane } = await createWorkplace();
  const study = ['--set', 'estimators.S={ kind: sliced, probe: forward, quantity: SI(T;Y), slices: 2 }'];
  const nulls = [
    '--set',
    'estimators.K={ kind: ksg, probe: forward, quantity: I(T;Y), null: { permutations: 2 } }',
  ];
  expect(await infoplane(['run', 'tiny.yaml', ...study, ...nulls])).toMatchObject({ code: 0 });
  const path = join(folder, 'runs/tiny/latest/plan.json');
  const plan = await readFile(path, 'utf8');
  for (const name of ['slices', 'permutations']) {
    const altered = plan.replace(new RegExp(`"${name}": 2\\b`), `"${name}": 1000000000`);
    expect(altered).not.toBe(plan);
    await writeFile(path, altered);
    const { code, err } = await infoplane(['report', 'runs/tiny/latest', '--altered']);
    expect(code).toBe(4);
    expect(err).toContain(name);
    expect(err).not.toContain('bug');
  }
}, 120_000);

it.each([
  'probes.backward.at={ log: 1e9 }',
  'estimators.IXT={ kind: binning, probe: forward, quantity: I(T;Y), edges: { quantiles: 1e9 } }',
  'estimators.IXT.bandwidth={ kernel-alignment: { points: 1e9 } }',
  'estimators.IXT.spectrum={ lanczos: { probes: 1e9 } }',
  'estimators.IXT.spectrum={ lanczos: { steps: 1e9 } }',
  'estimators.IXT.spectrum={ tiles: { probes: 1e9 } }',
  'estimators.IXT.spectrum={ tiles: { steps: 1e9 } }',
  'estimators.IXT.bandwidth={ knn: 1e9 }',
  'estimators.IXT={ kind: ksg, probe: forward, quantity: I(X;T), k: 1e9 }',
  'estimators.IXT={ kind: ksg, probe: forward, quantity: I(X;T), reduce: { pca: 1e9 } }',
  'estimators.IXT={ kind: sliced, probe: forward, quantity: SI(X;T), dimensions: 1e9 }',
  'probes.backward.at={ every: 1e9 }',
  'probes.backward.at={ epochs: [1e9] }',
  'models.net.training.epochs=1e9',
  'models.net.training.batchSize=1e9',
])('no study has %s', (set) => {
  expect(codesAndPlaces(compileText(studyText, [set]))).toEqual([
    expect.stringContaining('value-out-of-range'),
  ]);
});

/** Paths of a schema's whole numbers that have no maximum; of all its numbers, where seconds and the like are meant too. */
function unbounded(schema: Json, types: readonly string[], path = ''): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one, at) => unbounded(one, types, `${path}/${at}`));
  if (!isJsonObject(schema)) return [];
  const open = [schema.type].flat().some((type) => types.includes(String(type)));
  const own = open && !('maximum' in schema) && !('const' in schema) && !('enum' in schema);
  const inner = Object.entries(schema).flatMap(([key, value]) => unbounded(value, types, `${path}/${key}`));
  return own ? [path, ...inner] : inner;
}

it.each([
  ['study', ['integer']],
  ['config', ['integer', 'number']],
] as const)('every count of the schema of a %s has a most', (name, types) => {
  const path = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const schema: Json = JSON.parse(readFileSync(path, 'utf8'));
  expect(unbounded(schema, types)).toEqual([]);
  expect(unbounded({ ...(schema as object), new: { type: 'integer', minimum: 1 } }, types)).toEqual(['/new']);
});
