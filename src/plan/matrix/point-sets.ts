import type { Point, StudyAxis } from './axis.ts';

/** Some of a number of points, a bit each. */
export class PointSet {
  readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array(Math.ceil(size / 32));
  }

  static full(size: number): PointSet {
    const all = new PointSet(size);
    all.words.fill(0xffffffff);
    return all;
  }

  has(index: number): boolean {
    return ((this.words[index >> 5]! >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    this.words[index >> 5]! |= 1 << (index & 31);
  }

  addAll({ words }: PointSet): void {
    for (let at = 0; at < words.length; at++) this.words[at]! |= words[at]!;
  }

  /** Keeps what `other` has too. */
  meet({ words }: PointSet): this {
    for (let at = 0; at < words.length; at++) this.words[at]! &= words[at]!;
    return this;
  }

  /** Takes the points of `other` out; gives how many words that changed, 0 when it has none of them. */
  remove({ words }: PointSet): number {
    let changed = 0;
    for (let at = 0; at < words.length; at++) {
      const gone = this.words[at]! & words[at]!;
      if (gone === 0) continue;
      this.words[at]! ^= gone;
      changed++;
    }
    return changed;
  }
}

/** The points of a product by their place on each axis. */
export interface PointSets {
  addTo(set: PointSet, axis: number, place: number): void;
}

/** Places that many points have are kept as bits, those of few as a list, so that all take memory in proportion to the points. */
export function pointSets(axes: readonly StudyAxis[], points: readonly Point[]): PointSets {
  const words = Math.ceil(points.length / 32);
  const byPlace = axes.map(({ inProduct }, axis) => {
    const lists = Array.from({ length: inProduct }, (): number[] => []);
    for (const [index, point] of points.entries()) lists[point[axis]!]!.push(index);
    return lists.map((list) => (list.length > words ? setOf(list, points.length) : list));
  });
  return {
    addTo(set, axis, place) {
      const found = byPlace[axis]![place]!;
      if (found instanceof PointSet) set.addAll(found);
      else for (const index of found) set.add(index);
    },
  };
}

function setOf(list: readonly number[], size: number): PointSet {
  const set = new PointSet(size);
  for (const index of list) set.add(index);
  return set;
}
