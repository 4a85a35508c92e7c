import type { Cell } from './columns.ts';

type Branch<Value> = Map<Cell, Branch<Value> | Value>;

/** Values by so many keys each. No text is made of the keys, since there can be a million rows to look up. */
export class ByKeys<Value> {
  readonly #last: number;
  readonly #root: Branch<Value> = new Map();

  /** @param count keys of a value; with none there is one value */
  constructor(count: number) {
    this.#last = count - 1;
  }

  /** The value of some keys, made when it is first asked for. */
  of(keyAt: (place: number) => Cell, make: () => Value): Value {
    let branch = this.#root;
    for (let place = 0; place < this.#last; place++) {
      const key = keyAt(place);
      let next = branch.get(key) as Branch<Value> | undefined;
      if (next === undefined) {
        next = new Map();
        branch.set(key, next);
      }
      branch = next;
    }
    const key = this.#last < 0 ? null : keyAt(this.#last);
    if (branch.has(key)) return branch.get(key) as Value;
    const value = make();
    branch.set(key, value);
    return value;
  }
}
