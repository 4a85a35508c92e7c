import type { Json } from '../plan/json.ts';
import { allowedValues, properties, type Schema } from './schema.ts';

const typeNames: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
};

/** What a schema wants, in a few words: `a whole number`, `a map with epochs`. */
export function describeSchema(schema: Schema): string {
  const allowed = allowedValues(schema);
  if (allowed.length > 0) return joinWords(allowed.map(showValue), 'or');
  if (typeof schema.title === 'string') return `a ${schema.title}`;
  const type = String(schema.type ?? '');
  if (type !== 'object') return typeNames[type] ?? 'a value';
  const keys = Object.keys(properties(schema));
  if (keys.length === 0 || keys.length > 4) return 'a map';
  return `a map with ${joinWords(keys.map(code), 'and')}`;
}

/** What a union wants: its branches' words, each once. */
export function describeSchemas(schemas: readonly Schema[]): string {
  return joinWords([...new Set(schemas.map(describeSchema))], 'or');
}

/** What was found instead, in a few words: `text "abc"`. */
export function describeValue(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return `text ${showValue(value)}`;
  return showValue(value);
}

/** A value as a study writes it, in code marks, shortened. */
export function showValue(value: Json): string {
  const text = typeof value === 'string' ? value : (notFinite(value) ?? JSON.stringify(value) ?? '');
  return code(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}

/** How YAML writes a number that JSON cannot; null for all else. */
export function notFinite(value: Json): string | null {
  if (typeof value !== 'number' || Number.isFinite(value)) return null;
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}

/** Words in a row: `a, b or c`. */
export function joinWords(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** What to do about the key `<<`. */
export const noMergeKeys =
  'merge keys are no part of YAML 1.2; write the keys out, or `extends` another study';
