import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';

type Settings = EntryVariant['settings'];

/**
 * Problems of entries that the matrix varies. Each says with which settings it shows: those that it depends on among the
 * variants that were looked at, and none where all of them have it.
 */
export class VariedProblems {
  readonly #parts = new Map<string, Part>();

  /**
   * Takes what is found in one variant, or that nothing is.
   * @param part what was looked at, the same for all variants, such as `probes.forward`
   */
  add(part: string, settings: Settings, diagnostics: readonly Diagnostic[]): void {
    const known = this.#parts.get(part) ?? { looked: [], found: new Map<string, Found>() };
    this.#parts.set(part, known);
    const variant = known.looked.push(settings) - 1;
    for (const diagnostic of diagnostics) {
      const { source, range, code, path } = diagnostic;
      const key = [code, path, source.name, range.start.offset, range.end.offset].join('|');
      const before = known.found.get(key) ?? { diagnostic, settings, variants: new Set() };
      known.found.set(key, before);
      before.variants.add(variant);
    }
  }

  /** @param inWords settings of the matrix in words, such as `kernel=28` */
  list(inWords: (settings: Settings) => string): Diagnostic[] {
    return [...this.#parts.values()].flatMap(({ looked, found }) =>
      [...found.values()].map(({ diagnostic, settings, variants }) => {
        const kept = decisiveAxes(looked, variants);
        const words = inWords(settings.filter(([axis]) => kept.has(axis)));
        return words === ''
          ? diagnostic
          : { ...diagnostic, message: `${diagnostic.message} (with ${words})` };
      }),
    );
  }
}

interface Part {
  readonly looked: Settings[];
  readonly found: Map<string, Found>;
}

interface Found {
  readonly diagnostic: Diagnostic;
  /** Of the first variant that has it. */
  readonly settings: Settings;
  /** Places among those that were looked at. */
  readonly variants: Set<number>;
}

/** The axes that it takes to tell the variants with a problem from those without; later ones are left out first. */
function decisiveAxes(looked: readonly Settings[], faulty: ReadonlySet<number>): ReadonlySet<number> {
  const axes = new Set(looked.flatMap((settings) => settings.map(([axis]) => axis)));
  for (const axis of [...axes].sort((a, b) => b - a)) {
    axes.delete(axis);
    if (!tellsApart(looked, faulty, axes)) axes.add(axis);
  }
  return axes;
}

/** Whether variants that are alike on some axes all have the problem, or none of them. */
function tellsApart(
  looked: readonly Settings[],
  faulty: ReadonlySet<number>,
  axes: ReadonlySet<number>,
): boolean {
  const known = new Map<string, boolean>();
  return looked.every((settings, variant) => {
    const key = settings.filter(([axis]) => axes.has(axis)).join(';');
    const before = known.get(key);
    known.set(key, faulty.has(variant));
    return before === undefined || before === faulty.has(variant);
  });
}
