/** Most names that a message lists. */
const mostNames = 12;

/** Names in a message, of many only the first: `a, b, c`, or `a, b and 59998 more`. */
export function listed(names: readonly string[], most = mostNames): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
