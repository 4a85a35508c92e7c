import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import type { Listed } from './conditions.ts';
import type { RowSource } from './row-source.ts';

/** What is said of a value that no row has. */
interface Missing {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/**
 * The problem with a value of a condition: an error when none of the sources has a row with it, a warning that names those
 * which lack it when some have one.
 * @param has true too where it cannot be told
 */
export function lacking(
  { origin, path }: Listed,
  sources: readonly RowSource[],
  has: (source: RowSource) => boolean,
  { what, missing }: { readonly what: string; readonly missing: () => Missing },
): Diagnostic[] {
  const without = sources.filter((source) => !has(source));
  if (without.length === 0) return [];
  if (without.length === sources.length) {
    const { code, message, hint } = missing();
    return [problem(code, origin, path, message, hint)];
  }
  const names = joinWords([...new Set(without.map(({ name }) => showValue(name)))], 'and');
  const message = `${names} ${without.length === 1 ? 'has' : 'have'} no row ${what}`;
  return [problem('where-partial', origin, path, message, 'leave it out here, or take such a row')];
}
