import { codes, type DiagnosticCode } from './codes.ts';

/** A place in a text, counted from 1 as editors do; `offset` counts UTF-16 code units from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Half-open stretch of one source text. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * A text that problems can point into: a study file, or one `--set` argument.
 * `name` is what messages print before `:line:column` (a path as the user wrote it, or `--set`).
 */
export interface Source {
  readonly name: string;
  readonly text: string;
  /** Of a base file: where a study, or another base, says to extend it. */
  readonly extendedAt?: Origin;
  /** Of a plugin's file: where a study names it. */
  readonly namedAt?: Origin;
}

export type Severity = 'error' | 'warning';

/** One problem of a study. `path` is the dotted path of the value, such as `models.net.layers.C1.filters`. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly source: Source;
  readonly range: Range;
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** Where a value was written. */
export interface Origin {
  readonly source: Source;
  readonly range: Range;
}

/** Makes a diagnostic with its code's own severity. */
export function problem(
  code: DiagnosticCode,
  origin: Origin,
  path: string,
  message: string,
  hint?: string,
): Diagnostic {
  const facts = { code, severity: codes[code], source: origin.source, range: origin.range, path, message };
  return hint === undefined ? facts : { ...facts, hint };
}

/** Whether a study with these diagnostics can be run. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** The places that led to a source in words, nearest first: `extended at`, `study.yaml:2:10`. */
export function trail({ extendedAt, namedAt }: Source): { readonly verb: string; readonly place: string }[] {
  const origin = namedAt ?? extendedAt;
  if (!origin) return [];
  return [{ verb: namedAt ? 'named at' : 'extended at', place: placeText(origin) }, ...trail(origin.source)];
}

/** A place as `file:line:column`. */
export function placeText({ source, range }: Origin): string {
  return `${source.name}:${range.start.line}:${range.start.column}`;
}
