import { stringify } from 'yaml';
import type { Json } from '../plan/json.ts';

/** Plain values as YAML text that reads back as the same values. */
export function resolvedYaml(value: Json): string {
  return stringify(value, { version: '1.2', schema: 'core', lineWidth: 110, aliasDuplicateObjects: false });
}
