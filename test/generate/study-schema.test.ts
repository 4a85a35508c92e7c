import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseDocument } from '../../src/document/parse-document.ts';
import { toPlain } from '../../src/document/tree.ts';
import { annotationKeywords } from '../../src/node/annotation-keywords.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { packageRoot } from '../../src/node/package-info.ts';

type Plain = Record<string, unknown>;

const catalog = loadCatalog();
const schema: Plain = JSON.parse(readFileSync(join(packageRoot, 'schemas/study.schema.json'), 'utf8'));

function compile(what: Plain, options = {}): ValidateFunction {
  const ajv = new Ajv({ strict: true, allErrors: true, ...options });
  for (const keyword of annotationKeywords) ajv.addKeyword(keyword);
  return ajv.compile(what);
}

const validate = compile(schema);
const problems = (study: unknown) => {
  validate(study);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
};

const specs = readdirSync(join(packageRoot, 'specs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join('specs', name));

describe("the study's schema", () => {
  test.each(specs)('accepts %s', (file) => {
    expect(problems(parse(readFileSync(join(packageRoot, file), 'utf8')))).toEqual([]);
  });

  const quickstart = () => parse(readFileSync(join(packageRoot, 'specs/quickstart.yaml'), 'utf8'));
  const wrong: [name: string, change: (study: ReturnType<typeof quickstart>) => void, expected: string][] = [
    [
      'an unknown key',
      (study) => {
        study.sede = 1;
      },
      ' must NOT have additional properties',
    ],
    [
      'no study',
      (study) => {
        delete study.study;
      },
      " must have required property 'study'",
    ],
    [
      'a study name with capitals',
      (study) => {
        study.study = 'Quick';
      },
      '/study must match pattern',
    ],
    [
      'an entry name with a blank',
      (study) => {
        study.datasets['my data'] = { kind: 'mnist' };
      },
      '/datasets must match pattern',
    ],
    [
      'an unknown kind',
      (study) => {
        study.datasets.mnist.kind = 'minst';
      },
      '/datasets/mnist/kind must be equal to one of',
    ],
    [
      'no kind',
      (study) => {
        delete study.probes.forward.kind;
      },
      "/probes/forward must have required property 'kind'",
    ],
    [
      'a setting of another kind',
      (study) => {
        study.probes.forward.alpha = 2;
      },
      '/probes/forward must NOT have additional',
    ],
    [
      'a missing setting',
      (study) => {
        delete study.estimators.IXT.quantity;
      },
      "/estimators/IXT must have required property 'quantity'",
    ],
    [
      'a quantity that is none',
      (study) => {
        study.estimators.IXT.quantity = 'I(X,T)';
      },
      '/estimators/IXT/quantity must be equal to one of',
    ],
    [
      'alpha 0',
      (study) => {
        study.estimators.IXT.alpha = 0;
      },
      '/estimators/IXT/alpha must be > 0',
    ],
    [
      'an unknown claim',
      (study) => {
        study.claims['forward-dpi'].expect = 'rising';
      },
      '/claims/forward-dpi/expect must be equal to one of',
    ],
    [
      'a layer of no kind',
      (study) => {
        study.models.lenet5.layers[0] = { conf: 'C1' };
      },
      "/models/lenet5/layers/0 must have required property 'conv'",
    ],
    [
      'a layer of two kinds',
      (study) => {
        study.models.lenet5.layers[0].pool = 'P0';
      },
      '/models/lenet5/layers/0 must NOT have additional',
    ],
    [
      'half a filter',
      (study) => {
        study.models.lenet5.layers[0].filters = 0.5;
      },
      '/models/lenet5/layers/0/filters must be integer',
    ],
    [
      'text for a number',
      (study) => {
        study.models.lenet5.training.learningRate = 'fast';
      },
      '/models/lenet5/training/learningRate must be number',
    ],
    [
      'no rows',
      (study) => {
        study.probes.forward.at = { epochs: [] };
      },
      '/probes/forward/at/epochs must NOT have fewer than 1',
    ],
    [
      'a fraction with blanks',
      (study) => {
        study.probes.forward.at = { epochs: ['1 / 3'] };
      },
      '/probes/forward/at/epochs/0 must match pattern',
    ],
    [
      'an axis without values',
      (study) => {
        study.matrix = { seed: [] };
      },
      '/matrix/seed must NOT have fewer than 1',
    ],
    [
      'an axis of one number',
      (study) => {
        study.matrix = { seed: { range: [1] } };
      },
      '/matrix/seed/range must NOT have fewer than 2',
    ],
  ];
  test.each(wrong)('rejects %s', (_name, change, expected) => {
    const study = quickstart();
    change(study);
    expect(
      problems(study).some((problem) => problem.startsWith(expected)),
      problems(study).join('\n'),
    ).toBe(true);
  });

  test('describes every property', () => {
    const bare: string[] = [];
    const walk = (value: unknown, path: string, inIf: boolean): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, part] of Object.entries(value)) {
        if (key === 'properties' && !inIf) {
          for (const [name, property] of Object.entries<Plain>(part)) {
            if (typeof property.description !== 'string' || property.description === '')
              bare.push(`${path}.${name}`);
          }
        }
        walk(part, `${path}.${key}`, key === 'if');
      }
    };
    walk(schema, '', false);
    expect(bare).toEqual([]);
  });
});

describe('the catalogue', () => {
  test.each(catalog.entries)('$family $kind compiles in strict mode, with its defaults', (entry) => {
    const settings = compile({ ...entry.params, definitions: catalog.definitions }, { useDefaults: true });
    expect(settings({ unknownKey: 1 })).toBe(false);
  });

  test.each(catalog.entries)('$family $kind has an example that the schema accepts', (entry) => {
    const text = (entry.example ?? '').replaceAll(/^```.*$/gm, '');
    // as studies are read: a key `null` is the word
    const example = toPlain(parseDocument({ name: 'example', text }).tree!) as Record<string, Plain>;
    const key = `${entry.family}s`;
    const held = example[key]!;
    const definition = { $ref: `#/definitions/${entry.family}` };
    const check = compile({
      definitions: schema.definitions,
      ...(key === 'layers'
        ? { type: 'array', items: definition }
        : { type: 'object', additionalProperties: definition }),
    });
    expect(check(held) ? [] : check.errors).toEqual([]);
    const used = Object.values(held).map(
      (one) => (one as Plain).kind ?? (one as Plain).expect ?? Object.keys(one as Plain)[0],
    );
    expect(used).toContain(entry.kind);
  });
});
