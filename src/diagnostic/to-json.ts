import type { Diagnostic } from './diagnostic.ts';

/** A problem as `validate --json` prints it; lines and columns count from 1, the end is exclusive. */
export interface ProblemJson {
  readonly code: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A diagnostic as plain JSON, without its source text. */
export function toJson(diagnostic: Diagnostic): ProblemJson {
  const { start, end } = diagnostic.range;
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    file: diagnostic.source.name,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    path: diagnostic.path,
    message: diagnostic.message,
    hint: diagnostic.hint ?? null,
  };
}
