import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotationKeywords } from '../../src/node/annotation-keywords.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import type { Json, JsonObject } from '../../src/plan/json.ts';
import { planSchema, settledFamilies } from '../../src/spec/plan-problem.ts';
import { prepareChecks, preparePlanChecks } from '../../src/spec/prepare-checks.ts';
import {
  type Accepts,
  checkKeys,
  openPreparedChecks,
  partialSchema,
  preparedFile,
  preparedPlanFile,
} from '../../src/spec/prepared-checks.ts';
import { seedSchema } from '../../src/spec/seed-schema.ts';
import { createValidator } from '../../src/spec/validator.ts';

const catalog = loadCatalog();
const schemas = [catalog.study, seedSchema(catalog.study), ...catalog.entries.map(({ params }) => params)];

/** The checks as the build writes them, made here. */
const checks = (() => {
  const module: { exports: Record<string, Accepts> } = { exports: {} };
  const require = createRequire(import.meta.url);
  new Function('module', 'exports', 'require', prepareChecks(catalog))(module, module.exports, require);
  return module.exports;
})();
const keyOf = checkKeys(catalog.definitions);

/** What ajv says of the schema as the catalogue has it, compiled here in the plainest way. */
const ajv = new Ajv({ strict: false });
ajv.addVocabulary([...annotationKeywords]);
const judges = schemas.map((schema) => ajv.compile({ ...schema, definitions: catalog.definitions }));

/** Values that schemas of the catalogue accept or nearly accept: settings of the examples, and changed ones. */
const settings = catalog.entries.map(({ params }) =>
  Object.fromEntries(
    Object.entries(params.properties as JsonObject).map(([name, schema]) => [
      name,
      (schema as JsonObject).default ?? ((schema as JsonObject).enum as Json[] | undefined)?.[0] ?? 1,
    ]),
  ),
);
const leaf = fc.oneof(
  fc.constantFrom<Json>('relu', 'a', '', 0, 1, 2.5, -1, 1e300, true, null, [], {}, [1, 2], 'I(X;T)', 'last'),
  fc.constantFrom<Json>({ silverman: 5 }, { range: [1, 3] }, { epochs: [0, 1] }, { h: 1, exponent: 'paper' }),
  fc.jsonValue().map((value) => value as Json),
);

describe('prepared checks', () => {
  test('there is one for each schema of the catalogue', () => {
    expect(schemas.filter((schema) => !checks[keyOf(schema)])).toEqual([]);
    expect(Object.keys(checks)).toHaveLength(new Set(schemas.map(keyOf)).size);
  });

  test('say the same as the schemas', () => {
    const at = fc.nat(schemas.length - 1);
    let accepted = 0;
    fc.assert(
      fc.property(at, fc.nat(30), leaf, fc.string(), fc.boolean(), (which, place, value, name, remove) => {
        const changed: Record<string, Json> = {
          ...(settings[which - 2] ?? { study: 'a', datasets: {}, seed: 1 }),
        };
        const keys = Object.keys(changed);
        const key = keys[place] ?? name;
        if (remove) delete changed[key];
        else changed[key] = value;
        const schema = schemas[which]!;
        const right = judges[which]!(changed);
        if (right) accepted++;
        expect(checks[keyOf(schema)]!(changed)).toBe(right);
        expect(createValidator(catalog.definitions).check(schema, changed).length === 0).toBe(right);
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  test.skipIf(!existsSync(join(packageRoot, preparedFile)))('are those of this catalogue in a build', () => {
    const built = createRequire(import.meta.url)(join(packageRoot, preparedFile));
    expect(Object.keys(built).sort()).toEqual(Object.keys(checks).sort());
    const prepared = openPreparedChecks(catalog.definitions);
    expect(prepared(catalog.study)).toBeDefined();
    expect(prepared({ ...catalog.study, title: 'another' })).toBeUndefined();
    expect(openPreparedChecks({ ...catalog.definitions, More: {} })(catalog.study)).toBeUndefined();
  });
});

describe('prepared checks of plans', () => {
  const settled = catalog.entries.filter(({ family }) => settledFamilies.includes(family));
  const module: { exports: Record<string, Accepts> } = { exports: {} };
  const require = createRequire(import.meta.url);
  const text = preparePlanChecks(catalog, planSchema());
  new Function('module', 'exports', 'require', text)(module, module.exports, require);
  const ofPlans = module.exports;

  test('there is one for plans, and one for each kind whose settings a plan holds', () => {
    expect(ofPlans[checkKeys({})(planSchema())]).toBeDefined();
    expect(settled.length).toBeGreaterThan(20);
    expect(settled.filter(({ params }) => !ofPlans[keyOf(partialSchema(params))])).toEqual([]);
  });

  test('settings are accepted if and only if nothing is wrong but that some at the top are left out', () => {
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(fc.nat(settled.length - 1), fc.nat(30), leaf, fc.nat(3), (which, place, value, change) => {
        const { params } = settled[which]!;
        const properties = Object.entries(params.properties as JsonObject);
        const changed: Record<string, Json> = {};
        for (const [name, schema] of properties) {
          const { default: usual } = schema as JsonObject;
          if (usual !== undefined) changed[name] = usual;
        }
        const [key] = properties[place % properties.length]!;
        if (change === 0) delete changed[key];
        else if (change === 1) changed[key] = value;
        const { check } = createValidator(catalog.definitions);
        const wrong = check(params, changed).filter(
          ({ keyword, path }) => keyword !== 'required' || path.length > 0,
        );
        const right = ofPlans[keyOf(partialSchema(params))]!(changed);
        if (right) accepted++;
        else refused++;
        expect(right).toBe(wrong.length === 0);
      }),
      { numRuns: 200 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(20);
  });

  test.skipIf(!existsSync(join(packageRoot, preparedPlanFile)))(
    'are those of this catalogue in a build',
    () => {
      expect(Object.keys(require(join(packageRoot, preparedPlanFile))).sort()).toEqual(
        Object.keys(ofPlans).sort(),
      );
    },
  );
});
