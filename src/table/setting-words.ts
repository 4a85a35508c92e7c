import type { Json } from '../plan/plan.ts';
import type { Cell } from './columns.ts';

/** A setting in words: `silverman 5` for `{ silverman: 5 }`. */
export function settingWords(value: Json): string {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(settingWords).join(', ');
  return Object.entries(value)
    .map(([name, part]) => `${name} ${settingWords(part as Json)}`)
    .join(', ');
}

/** A cell of an axis in words: settings that are no plain values stand in tables as JSON. */
export function cellWords(cell: Cell): string {
  if (typeof cell !== 'string' || !/^[[{]/.test(cell)) return String(cell);
  try {
    return settingWords(JSON.parse(cell));
  } catch {
    return cell;
  }
}
