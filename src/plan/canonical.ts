import { hash } from 'node:crypto';
import type { Json } from './json.ts';

/** JSON with sorted keys and no blanks: equal values give equal text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** Freezes a value and everything in it; parts that are frozen already are taken as whole. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  // a plan of thousands of trainings has millions of parts: no list of them is made
  if (Array.isArray(value)) for (const part of value) deepFreeze(part);
  else for (const name in value) deepFreeze(value[name]);
  return value;
}
