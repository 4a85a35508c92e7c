/** Values by the ids of what they are made from, which are as many for all that begin alike; each is made once and gets a number. */
export class Memo<Value> {
  readonly #first: MemoLevel<Value> = new Map();
  #count = 0;

  get(ids: readonly (number | string | undefined)[], make: (id: number) => Value): Value {
    let level = this.#first;
    const last = ids.length - 1;
    for (let place = 0; place < last; place++) {
      let next = level.get(ids[place]);
      if (!(next instanceof Map)) {
        next = new Map();
        level.set(ids[place], next);
      }
      level = next;
    }
    const known = level.get(ids[last]);
    if (known !== undefined && !(known instanceof Map)) return known;
    const value = make(this.#count++);
    level.set(ids[last], value);
    return value;
  }
}

type MemoLevel<Value> = Map<number | string | undefined, Value | MemoLevel<Value>>;
