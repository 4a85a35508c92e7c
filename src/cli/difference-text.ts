import type { Difference } from '../plan/differences.ts';
import type { Json } from '../plan/plan.ts';

const longest = 60;

/** A difference in one line: `models.net.training.epochs: 2 -> 3`. */
export function differenceText({ path, before, after }: Difference): string {
  return `${path || '(all)'}: ${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** At most `most` lines, indented, and how many more there are. */
export function differenceLines(all: readonly Difference[], most = 20): string {
  const lines = all.slice(0, most).map((one) => `  ${differenceText(one)}\n`);
  const left = all.length - lines.length;
  return lines.join('') + (left > 0 ? `  ... and ${left} more\n` : '');
}
