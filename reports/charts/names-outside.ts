import { isJsonObject, type Json } from '../../src/plan/json.ts';

/** Members of a Vega specification that lead or load from somewhere. */
const outward = new Set(['url', 'href', 'loader']);

/** Whether a Vega specification, apart from the rows of its data, has a link, an address or an image: those of a report's charts have none. */
export function namesOutside(part: Json): boolean {
  if (Array.isArray(part)) return part.some(namesOutside);
  if (!isJsonObject(part)) return false;
  return Object.entries(part).some(
    ([name, value]) =>
      outward.has(name) ||
      (name === 'type' && value === 'image') ||
      (name !== 'values' && typeof value === 'object' && namesOutside(value)),
  );
}
