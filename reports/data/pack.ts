import { deflateSync } from 'node:zlib';
import type { Json } from '../../src/plan/plan.ts';

/** JSON as deflated (zlib) base64: the form in which data lie in the page. The same value gives the same text. */
export function pack(value: Json): string {
  return deflateSync(JSON.stringify(value), { level: 9 }).toString('base64');
}
