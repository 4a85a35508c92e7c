import type { Origin } from '../diagnostic/diagnostic.ts';
import { isJsonObject, type Json } from '../plan/json.ts';
import { alternatives, type Definitions, properties, type Schema } from './schema.ts';
import { otherNames, suggestWord } from './suggest-word.ts';
import { joinWords, noMergeKeys } from './wording.ts';

/** A key that its map does not have. */
export interface UnknownKey {
  readonly key: string;
  /** The keys that the map has. */
  readonly known: readonly string[];
  readonly origin: Origin;
  /** Its place in `other-words`. */
  readonly words: string;
}

/** What to do about an unknown key: a slip of YAML, another tool's word, a setting further inside, or a misspelt one. */
export function keyHint(unknown: UnknownKey, schema: Schema, definitions: Definitions): string | undefined {
  const { key, known, words } = unknown;
  const slip = writtenWrong(unknown);
  if (slip !== undefined) return slip;
  const inside =
    otherNames(key, known, words).length > 0 ? undefined : insideHint(unknown, schema, definitions);
  return inside ?? suggestWord(key, known, 'keys', words);
}

function writtenWrong({ key, known, origin: { source, range } }: UnknownKey): string | undefined {
  if (key === '<<') return noMergeKeys;
  const colon = key.lastIndexOf(':');
  const [name, value] = [key.slice(0, Math.max(0, colon)), key.slice(colon + 1)];
  if (value !== '' && known.includes(name)) return `a space belongs after the colon: \`${name}: ${value}\``;
  const closes =
    /^[^([{]*[)\]}]/.test(key) && source.text.slice(0, range.start.offset).trimEnd().endsWith(',');
  return closes ? 'inside brackets a comma ends a text: put the whole text in quotes' : undefined;
}

/** A key that one of the settings has: `bins` belongs in `edges`, beside `range`. */
function insideHint(
  { key, origin }: UnknownKey,
  schema: Schema,
  definitions: Definitions,
): string | undefined {
  const found = Object.entries(properties(schema)).flatMap(([setting, inner]) => {
    const keys = alternatives(inner, definitions).flatMap((one) => Object.keys(properties(one)));
    const [name] = keys.includes(key) ? [key] : otherNames(key, keys, `keys of ${setting}`);
    return name === undefined ? [] : [{ setting, name }];
  });
  const [first] = found;
  if (!first) return undefined;
  const settings = found.filter(({ name }) => name === first.name).map(({ setting }) => `\`${setting}\``);
  const inside = `write \`${first.name}\` in ${joinWords(settings, 'or')}`;
  const whole = besideOthers(first, schema, definitions, origin);
  return whole === null ? inside : `${inside}: \`${whole}\``;
}

/** The setting with all keys that it needs beside one; null where it needs no other, or has one form alone. */
function besideOthers(
  { setting, name }: { readonly setting: string; readonly name: string },
  schema: Schema,
  definitions: Definitions,
  { source, range }: Origin,
): string | null {
  const all = alternatives(properties(schema)[setting]!, definitions);
  const inner = all.find((one) => Object.hasOwn(properties(one), name));
  const required = Array.isArray(inner?.required) ? inner.required.map(String) : [];
  if (!inner || all.length === 1 || required.every((one) => one === name)) return null;
  const [, said] = /^['"]?\s*:\s*([\w.+-]+)/.exec(source.text.slice(range.end.offset)) ?? [];
  const keys = [...required.filter((one) => one !== name), name];
  const pairs = keys.map((one) =>
    one === name && said !== undefined ? `${one}: ${said}` : `${one}: ${exampleOf(properties(inner)[one])}`,
  );
  return `${setting}: { ${pairs.join(', ')} }`;
}

/** A value of the right form: `[0, 1]` of two numbers. */
function exampleOf(schema: Json | undefined): string {
  if (!isJsonObject(schema)) return '...';
  if (schema.type === 'array' && typeof schema.minItems === 'number')
    return `[${Array.from({ length: schema.minItems }, (_, at) => at).join(', ')}]`;
  return schema.type === 'number' || schema.type === 'integer' ? '1' : '...';
}
