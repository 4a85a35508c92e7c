import { describe, expect, test } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { staleFiles, writeFiles } from '../../src/generate/write-files.ts';
import type { Catalog } from '../../src/node/declare.ts';
import { smallStudy, temporaryProject } from '../temporary-project.ts';

const sharedTypes = `
/**
 * Name of a model.
 * @reference model
 */
export type ModelName = string;
/** Settings that several kinds have. */
export interface Common {
  /** How many.
   * @asType integer
   * @minimum 1
   */
  count: number;
}
`;

const everyForm = `
import type { Common, ModelName } from '../../../src/node/parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';

/**
 * Looks at
 * something.
 *
 * A second paragraph.
 *
 * @source A book, p. 3
 * @example
 * \`\`\`yaml
 * probes:
 *   a: { kind: sample }
 * \`\`\`
 */
export interface Params extends Common {
  /** Model to look at. */
  model: ModelName;
  /** A flag.
   * @default false
   */
  flag?: boolean;
  /** One of two.
   * @default "a"
   */
  choice?: 'a' | 'b';
  /** A number or a letter. */
  base?: 2 | 'e';
  /** Text or number. */
  loose?: string | number;
  /** Numbers.
   * @minItems 1
   */
  numbers?: number[];
  /** First and last. */
  range?: [number, number];
  /** A nested thing, in one of two forms.
   * @default {"fixed": 3}
   */
  nested?: Fixed | Width;
  /** Numbers by name. */
  byName?: Record<string, number>;
  /** Layers.
   * @layers
   */
  layers?: unknown[];
}

/** A fixed one. */
export interface Fixed {
  /** The value.
   * @exclusiveMinimum 0
   */
  fixed: number;
}

/**
 * A width.
 * @maximum 1
 */
export type Width = number;

export default defineNode({
  family: 'probe',
  kind: 'sample',
  version: 2,
  inputs: [{ from: 'model', family: 'model', edge: 'stream', by: 'choice', accepts: { a: ['network'], b: [] } }],
  output: 'activations',
  run: () => [],
});
`;

describe('every form of type', () => {
  const make = () => {
    const root = temporaryProject({
      ...smallStudy,
      'src/node/parameters.ts': sharedTypes,
      'runner/nodes/probe/sample.ts': everyForm,
      'runner/nodes/probe/helper.ts': 'export const helper = 1;\n',
    });
    const files = generate(root);
    const catalog: Catalog = JSON.parse(files.get('schemas/catalog.json') ?? '');
    return { root, files, catalog };
  };

  test('becomes a closed schema with descriptions, defaults and bounds', () => {
    const { catalog } = make();
    expect(catalog.entries).toHaveLength(1);
    expect(catalog.entries[0]?.params).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['count', 'model'],
      properties: {
        count: { type: 'integer', minimum: 1, description: 'How many.' },
        model: { $ref: '#/definitions/ModelName', description: 'Model to look at.' },
        flag: { type: 'boolean', default: false, description: 'A flag.' },
        choice: { type: 'string', enum: ['a', 'b'], default: 'a', description: 'One of two.' },
        base: { enum: [2, 'e'], description: 'A number or a letter.' },
        loose: { anyOf: [{ type: 'string' }, { type: 'number' }], description: 'Text or number.' },
        numbers: { type: 'array', items: { type: 'number' }, minItems: 1, description: 'Numbers.' },
        range: {
          type: 'array',
          items: { type: 'number' },
          minItems: 2,
          maxItems: 2,
          description: 'First and last.',
        },
        nested: {
          anyOf: [{ $ref: '#/definitions/probe.sample.Fixed' }, { $ref: '#/definitions/probe.sample.Width' }],
          default: { fixed: 3 },
          description: 'A nested thing, in one of two forms.',
        },
        byName: { type: 'object', additionalProperties: { type: 'number' }, description: 'Numbers by name.' },
        layers: { type: 'array', items: {}, layers: true, description: 'Layers.' },
      },
    });
    expect(catalog.definitions).toEqual({
      ModelName: { type: 'string', reference: 'model', description: 'Name of a model.' },
      'probe.sample.Fixed': {
        type: 'object',
        additionalProperties: false,
        required: ['fixed'],
        properties: { fixed: { type: 'number', exclusiveMinimum: 0, description: 'The value.' } },
        description: 'A fixed one.',
      },
      'probe.sample.Width': { type: 'number', maximum: 1, description: 'A width.' },
    });
  });

  test('comes with the facts and the documentation of its kind', () => {
    const { params: _, ...facts } = make().catalog.entries[0] ?? {};
    expect(facts).toEqual({
      family: 'probe',
      kind: 'sample',
      version: 2,
      summary: 'Looks at something.',
      description: 'Looks at\nsomething.\n\nA second paragraph.',
      source: 'A book, p. 3',
      example: '```yaml\nprobes:\n  a: { kind: sample }\n```',
      inputs: [
        { from: 'model', family: 'model', edge: 'stream', by: 'choice', accepts: { a: ['network'], b: [] } },
      ],
      output: 'activations',
      provides: null,
      file: 'runner/nodes/probe/sample.ts',
    });
  });

  test('is written once, and stale files are found', () => {
    const { root, files } = make();
    const owned = ['docs/reference'];
    expect(writeFiles(root, files, owned)).toEqual([...files.keys()].sort());
    expect(generate(root)).toEqual(files);
    expect(staleFiles(root, files, owned)).toEqual([]);
    writeFiles(root, new Map([['docs/reference/probe/gone.md', 'an old page']]), []);
    expect(staleFiles(root, files, owned)).toEqual(['docs/reference/probe/gone.md']);
    expect(writeFiles(root, files, owned)).toEqual(['docs/reference/probe/gone.md']);
    expect(staleFiles(root, files, owned)).toEqual([]);
  });
});
