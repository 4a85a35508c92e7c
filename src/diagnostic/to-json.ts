import { type Diagnostic, trail } from './diagnostic.ts';

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

/** A diagnostic as plain JSON, without its source text. The hint ends with the places that led to a base file. */
export function toJson(diagnostic: Diagnostic): ProblemJson {
  const { start, end } = diagnostic.range;
  const places = trail(diagnostic.source).map(({ verb, place }) => `${verb} ${place}`);
  const hints = [...(diagnostic.hint === undefined ? [] : [diagnostic.hint]), ...places];
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
    hint: hints.length === 0 ? null : hints.join('; '),
  };
}
