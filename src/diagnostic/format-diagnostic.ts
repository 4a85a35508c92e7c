import { createColors } from 'picocolors';
import type { Diagnostic } from './diagnostic.ts';
import { drawFrame } from './frame.ts';
import { printable } from './printable.ts';

/**
 * A diagnostic as people read it: `file:line:column: severity[code]: message`, the line with carets, and what to do.
 * @returns lines joined by newlines, without one at the end
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: { readonly color: boolean }): string {
  const paint = createColors(options.color);
  const strong = diagnostic.severity === 'error' ? paint.red : paint.yellow;
  const { start } = diagnostic.range;
  const place = `${printable(diagnostic.source.name)}:${start.line}:${start.column}`;
  const label = strong(`${diagnostic.severity}[${diagnostic.code}]`);
  const lines = [`${paint.bold(place)}: ${label}: ${printable(diagnostic.message)}`];
  const frame = drawFrame(diagnostic.source, diagnostic.range);
  if (frame) {
    const margin = ' '.repeat(frame.lineNumber.length);
    lines.push(`  ${paint.dim(`${frame.lineNumber} |`)} ${frame.code}`);
    lines.push(`  ${paint.dim(`${margin} |`)} ${strong(frame.marker)}`);
  }
  if (diagnostic.hint !== undefined) lines.push(`  ${paint.cyan('hint:')} ${printable(diagnostic.hint)}`);
  return lines.join('\n');
}
