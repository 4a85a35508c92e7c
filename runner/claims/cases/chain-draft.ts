import { groupRows } from '../../../src/table/group-rows.ts';
import type { ClaimTrial } from '../../contract/claim.ts';
import { meanOf } from '../../kernels/statistics/mean-interval.ts';
import type { Chain, ChainTrial, KeptChain } from './chain.ts';

/** A place on a chain. */
export interface ChainPlace {
  /** Its number among the places of its chain, as they came. */
  readonly number: number;
  readonly name: string;
  readonly at: number;
}

/** The trials of a setting, in the order of the plan. */
export interface SettingTrials {
  readonly setting: string;
  readonly trials: readonly ClaimTrial[];
  /** The number of each among them, by its name. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** The trials by their settings. */
export function trialsBySetting(units: readonly ClaimTrial[]): ReadonlyMap<string, SettingTrials> {
  const groups = groupRows(units, ({ setting }) => setting);
  return new Map(
    [...groups].map(([setting, trials]) => {
      const numbers = new Map(trials.map(({ name }, number) => [name, number]));
      return [setting, { setting, trials, numbers }];
    }),
  );
}

/**
 * A chain while values are added to it, about 8 bytes each.
 * @typeParam Places of the chain, or of the chains that have them in common, by what tells them apart
 */
export class ChainDraft<Places extends ReadonlyMap<string, ChainPlace>> {
  readonly places: Places;
  readonly #own: SettingTrials;
  readonly #words: Pick<Chain, 'of' | 'epoch'>;
  /** Values by the number of the place, then that of the trial; NaN where there is none. */
  readonly #cells: number[] = [];
  /** Values of a cell that come after the first, to be averaged with it; made when there is one. */
  #more: Map<number, number[]> | null = null;

  constructor(own: SettingTrials, words: Pick<Chain, 'of' | 'epoch'>, places: Places) {
    this.#own = own;
    this.#words = words;
    this.places = places;
  }

  add(place: string, trial: string, value: number | null): void {
    if (value === null) return;
    const { trials, numbers } = this.#own;
    const at = this.places.get(place)!.number * trials.length + numbers.get(trial)!;
    const cells = this.#cells;
    for (let from = cells.length; from <= at; from++) cells.push(Number.NaN);
    if (Number.isNaN(cells[at]!)) {
      cells[at] = value;
      return;
    }
    this.#more ??= new Map();
    const more = this.#more.get(at);
    if (more) more.push(value);
    else this.#more.set(at, [value]);
  }

  /** The chain; nothing is added afterwards. */
  finish(): KeptChain {
    const cells = this.#cells;
    for (const [at, more] of this.#more ?? []) cells[at] = meanOf([cells[at]!, ...more]);
    this.#more = null;
    const { setting, trials } = this.#own;
    const places = [...this.places.values()].sort((a, b) => a.at - b.at);
    const cellOf = ({ number }: ChainPlace, trial: number) => {
      const value = cells[number * trials.length + trial] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    };
    return {
      setting,
      ...this.#words,
      places: places.map(({ name }) => name),
      at: places.map(({ at }) => at),
      trials: () =>
        trials.map((trial, number): ChainTrial => {
          return { trial, values: places.map((place) => cellOf(place, number)) };
        }),
    };
  }
}
