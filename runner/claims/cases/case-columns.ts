import type { CaseList, ClaimCase } from '../../contract/claim.ts';

/** What the cases of one place have in common. */
export type CaseNames = Pick<ClaimCase, 'place' | 'what' | 'epoch'>;

/** Cases by columns, about 33 bytes each: a run can have one for each of a million estimates. Iterating makes an object of each. */
export class CaseColumns implements CaseList {
  readonly #parts: Part[] = [];
  /** By the number of the case. */
  readonly #tested = new Map<number, ClaimCase['tested']>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param names shared by all cases of the place */
  add({ value, than, margin, violated, tested }: Omit<ClaimCase, keyof CaseNames>, names: CaseNames): void {
    if (tested !== undefined) this.#tested.set(this.#length, tested);
    const part = this.#open();
    const at = part.names.length;
    part.names.push(names);
    part.numbers[3 * at] = value ?? Number.NaN;
    part.numbers[3 * at + 1] = than ?? Number.NaN;
    part.numbers[3 * at + 2] = margin;
    part.violated[at] = violated ? 1 : 0;
    this.#length++;
  }

  *[Symbol.iterator](): Generator<ClaimCase> {
    let number = 0;
    for (const { names, numbers, violated } of this.#parts) {
      for (let at = 0; at < names.length; at++, number++) {
        const { place, what, epoch } = names[at]!;
        const one = {
          place,
          what,
          epoch,
          value: known(numbers[3 * at]!),
          than: known(numbers[3 * at + 1]!),
          margin: numbers[3 * at + 2]!,
          violated: violated[at] === 1,
        };
        const tested = this.#tested.get(number);
        yield tested === undefined ? one : { ...one, tested };
      }
    }
  }

  /** The part that has room for one more: each is twice as large as the one before, up to a limit, so that few cases take little and many are not copied. */
  #open(): Part {
    const last = this.#parts.at(-1);
    if (last && last.names.length < last.violated.length) return last;
    const size = Math.min(2 * (last?.violated.length ?? 4), largestPart);
    const part = { names: [], numbers: new Float64Array(3 * size), violated: new Uint8Array(size) };
    this.#parts.push(part);
    return part;
  }
}

const largestPart = 4096;

/** Some cases, one after another. */
interface Part {
  readonly names: CaseNames[];
  /** Value, what it is held against (NaN where a case has none) and margin of each. */
  readonly numbers: Float64Array;
  readonly violated: Uint8Array;
}

function known(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}
