import type { Diagnostic, Position, Source } from '../../diagnostic/diagnostic.ts';
import { locate } from '../../diagnostic/position.ts';
import { parseDocument } from '../../document/parse-document.ts';
import type { PathStep } from '../../document/path.ts';
import { RunError } from '../../node/run-error.ts';
import type { Change } from './overlay.ts';

/** One `--set path=value`. */
export interface Override {
  readonly source: Source;
  /** Null when the value is not YAML. */
  readonly change: Change | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a `--set` argument: a dotted path, `=`, and a YAML value; `null` removes what is there. Positions point into
 * the argument.
 * @throws RunError (wrong use) when there is no path or no value
 */
export function parseOverride(argument: string): Override {
  const source = { name: '--set', text: argument };
  const equals = argument.indexOf('=');
  const text = argument.slice(equals + 1).trim();
  if (argument.slice(0, Math.max(0, equals)).trim() === '' || text === '') {
    throw new RunError(`--set ${argument.slice(0, 80)}: expected path=value`, {
      exitCode: 2,
      hint: 'such as --set models.net.training.epochs=3; `null` as the value removes what is there',
    });
  }
  const before = argument.slice(0, equals);
  const steps = pathSteps(
    before.trim(),
    source,
    locate(argument).position(before.length - before.trimStart().length),
  );
  if (/^(null|Null|NULL|~)$/.test(text)) return { source, change: { steps, value: null }, diagnostics: [] };
  const { tree, diagnostics } = parseDocument(source, equals + 1);
  return { source, change: tree ? { steps, value: tree } : null, diagnostics };
}

/**
 * The steps of a dotted path that is written on one line of a source from `start` on. An axis of the matrix is one step
 * (`matrix.models.net.training.epochs` sets the axis `models.net.training.epochs`).
 */
export function pathSteps(path: string, source: Source, start: Position): PathStep[] {
  const steps: PathStep[] = [];
  let from = 0;
  for (const name of path.startsWith('matrix.') ? ['matrix', path.slice(7)] : path.split('.')) {
    const range = { start: moved(start, from), end: moved(start, from + name.length) };
    steps.push({ name, origin: { source, range } });
    from += name.length + 1;
  }
  return steps;
}

function moved({ line, column, offset }: Position, by: number): Position {
  return { line, column: column + by, offset: offset + by };
}
