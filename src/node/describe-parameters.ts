import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { typeInWords } from './type-in-words.ts';

/** One setting of a kind, in words. */
export interface ParameterLine {
  /** Dotted path within the entry, such as `training.learningRate`; `[]` stands for each item of a list. */
  readonly path: string;
  /** Type and bounds in words, Markdown. */
  readonly type: string;
  /** `in this form`: the setting is one of several forms, and this part of it is needed when it is chosen. */
  readonly required: 'always' | 'in this form' | 'no';
  /** Default as it would be written in YAML; null when there is none. */
  readonly default: string | null;
  readonly description: string;
}

/** The setting that holds others. */
interface Parent {
  readonly path: string;
  readonly required: 'always' | 'in this form';
}

/**
 * Lists every setting that a schema allows, in the order of its declaration; settings of settings follow theirs.
 * @param schema closed schema of an object, such as a catalogue entry's `params`
 * @param definitions what its `$ref`s point into
 */
export function describeParameters(
  schema: JsonObject,
  definitions: JsonObject,
  parent: Parent = { path: '', required: 'always' },
): ParameterLine[] {
  const required: readonly Json[] = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(asObject(schema.properties)).flatMap(([name, property]) => {
    const own = resolve(asObject(property), definitions);
    const path = `${parent.path}${name}`;
    const line: ParameterLine = {
      path,
      type: typeInWords(own, (part) => resolve(part, definitions)),
      required: required.includes(name) ? parent.required : 'no',
      default: own.default === undefined ? null : flowText(own.default),
      description: typeof own.description === 'string' ? own.description : '',
    };
    return [line, ...describeParts(own, definitions, { path, required: parent.required })];
  });
}

/** The lines below one setting: of the object it is, of the objects it may be, or of its items. */
function describeParts(schema: JsonObject, definitions: JsonObject, parent: Parent): ParameterLine[] {
  if (schema.properties !== undefined) {
    return describeParameters(schema, definitions, { ...parent, path: `${parent.path}.` });
  }
  if (Array.isArray(schema.anyOf)) {
    return schema.anyOf.flatMap((part: Json) =>
      describeParts(resolve(asObject(part), definitions), definitions, {
        ...parent,
        required: 'in this form',
      }),
    );
  }
  if (schema.items !== undefined && !Array.isArray(schema.items)) {
    return describeParts(resolve(asObject(schema.items), definitions), definitions, {
      ...parent,
      path: `${parent.path}[]`,
    });
  }
  return [];
}

/** The schema with its `$ref` filled in; what it says itself goes first. */
function resolve(schema: JsonObject, definitions: JsonObject): JsonObject {
  const { $ref, ...own } = schema;
  if (typeof $ref !== 'string') return schema;
  const target = definitions[$ref.replace('#/definitions/', '')];
  return { ...resolve(asObject(target), definitions), ...own };
}

/** A value on one line of YAML. */
function flowText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (isJsonObject(value)) {
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key}: ${flowText(part)}`)
      .join(', ')} }`;
  }
  return String(value);
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
