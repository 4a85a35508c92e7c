/**
 * Every code a diagnostic can carry, with its default severity. The set is closed and codes are stable:
 * tests, editors and scripts rely on them.
 */
export const codes = {
  'file-missing': 'error',
  'file-is-directory': 'error',
  'file-unreadable': 'error',
  'file-too-large': 'error',
  'file-not-utf8': 'error',
  'file-binary': 'error',
  'file-empty': 'error',
  'yaml-syntax': 'error',
  'yaml-duplicate-key': 'error',
  'yaml-alias': 'error',
  'yaml-warning': 'warning',
  'extends-cycle': 'error',
  'extends-outside': 'error',
  'plugin-invalid': 'error',
  'plugin-outside': 'error',
  'plugin-refused': 'error',
  'key-unknown': 'error',
  'key-missing': 'error',
  'type-wrong': 'error',
  'value-not-allowed': 'error',
  'value-out-of-range': 'error',
  'kind-unknown': 'error',
  'name-invalid': 'error',
  'reference-unknown': 'error',
  'layer-unknown': 'error',
  'layer-duplicate': 'error',
  'layer-misfit': 'error',
  'transform-misfit': 'error',
  'port-mismatch': 'error',
  'path-unknown': 'error',
  'matrix-invalid': 'error',
  'matrix-idle': 'warning',
  'data-missing': 'warning',
  'schedule-invalid': 'error',
  'claim-invalid': 'error',
  'unused-entry': 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type DiagnosticCode = keyof typeof codes;
