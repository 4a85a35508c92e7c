import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';

export interface InWords {
  /** Settings of the matrix in words, such as `kernel=28`. */
  readonly inWords: (settings: EntryVariant['settings']) => string;
}

/** A problem that shows with some values of the matrix only says with which. */
export function withSettings(
  diagnostic: Diagnostic,
  settings: EntryVariant['settings'],
  { inWords }: InWords,
): Diagnostic {
  if (settings.length === 0) return diagnostic;
  return { ...diagnostic, message: `${diagnostic.message} (with ${inWords(settings)})` };
}
