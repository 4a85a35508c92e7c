import type { Origin } from '../diagnostic/diagnostic.ts';
import { familyKeys } from './spec.ts';
import type { Violation } from './validator.ts';
import { notFinite, showValue } from './wording.ts';

/** What to do about a value of the wrong type; nothing where its message says enough. */
export function typeHint(violation: Violation, path: string, origin: Origin): string | undefined {
  const { value, schema, branches } = violation;
  const types = (branches.length > 0 ? branches : [schema]).map((one) => one.type);
  if (value === null) return 'give it a value, or remove the key';
  if (Array.isArray(value) && !types.includes('array') && isSetting(path)) {
    const list = origin.source.text.slice(origin.range.start.offset, origin.range.end.offset);
    const short = list.startsWith('[') && list.length <= 60 && !list.includes('\n') ? list : '[...]';
    return `several values are an axis of the matrix: \`matrix: { ${path}: ${short} }\``;
  }
  if (notFinite(value)) return 'numbers must be finite; a setting that allows infinity takes the word `inf`';
  if (types.includes('boolean') && typeof value === 'string') {
    const meant = booleanMeant(value);
    if (meant !== null) return `write \`${meant}\`: in YAML 1.2 ${showValue(value)} is a text`;
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (scalar && types.includes('string')) return 'put it in quotes';
  if (isQuotedNumber(violation)) return 'remove the quotes';
  if (!Array.isArray(value) && types.includes('array')) return 'put it in `[ ]`';
  return undefined;
}

/** Whether a path is that of a setting of an entry, which the matrix can vary. */
function isSetting(path: string): boolean {
  const parts = path.split('.');
  const families: readonly string[] = Object.values(familyKeys);
  return parts.length > 2 && families.includes(parts[0]!) && !parts.some((part) => /^\d+$/.test(part));
}

/** What YAML 1.1 and other languages mean by a word; null for a word that is no truth value. */
function booleanMeant(word: string): boolean | null {
  if (/^(on|yes|y|true)$/i.test(word)) return true;
  return /^(off|no|n|false)$/i.test(word) ? false : null;
}

/** Whether a text is a number in quotes where a number can stand. */
export function isQuotedNumber({ value, schema, branches }: Violation): boolean {
  if (typeof value !== 'string' || value.trim() === '' || Number.isNaN(Number(value))) return false;
  const types = (branches.length > 0 ? branches : [schema]).map((one) => one.type);
  return types.includes('number') || types.includes('integer');
}
