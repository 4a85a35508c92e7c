/**
 * The parts of a name that are not empty, with a separator between them.
 * @example joinWords(['lenet5', '', 'alpha=2'], ', ') // 'lenet5, alpha=2'
 */
export function joinWords(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== '').join(separator);
}
