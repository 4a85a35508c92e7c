import { createColors } from 'picocolors';
import { type Diagnostic, placeText, trail } from './diagnostic.ts';
import { drawFrame } from './frame.ts';
import { short } from './message-text.ts';
import { printable } from './printable.ts';

/**
 * A diagnostic as people read it: `file:line:column: severity[code]: message`, the line with carets, what to do, and for a
 * base file the places that led to it. However long the names in it are, it is short.
 * @returns lines joined by newlines, without one at the end
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: { readonly color: boolean }): string {
  const paint = createColors(options.color);
  const strong = diagnostic.severity === 'error' ? paint.red : paint.yellow;
  const place = shown(placeText(diagnostic));
  const label = strong(`${diagnostic.severity}[${diagnostic.code}]`);
  const lines = [`${paint.bold(place)}: ${label}: ${shown(diagnostic.message)}`];
  const frame = drawFrame(diagnostic.source, diagnostic.range);
  if (frame) {
    const margin = ' '.repeat(frame.lineNumber.length);
    lines.push(`  ${paint.dim(`${frame.lineNumber} |`)} ${frame.code}`);
    lines.push(`  ${paint.dim(`${margin} |`)} ${strong(frame.marker)}`);
  }
  if (diagnostic.hint !== undefined) lines.push(`  ${paint.cyan('hint:')} ${shown(diagnostic.hint)}`);
  for (const { verb, place } of trail(diagnostic.source)) lines.push(`  ${paint.cyan(verb)} ${shown(place)}`);
  return lines.join('\n');
}

function shown(text: string): string {
  return printable(short(text));
}
