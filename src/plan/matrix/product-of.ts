import type { Point, StudyAxis } from './axis.ts';

/** All combinations of the axes' values, the last axis fastest. */
export function productOf(axes: readonly StudyAxis[]): Point[] {
  let all: number[][] = [[]];
  for (const { inProduct } of axes) {
    all = all.flatMap((places) => Array.from({ length: inProduct }, (_, place) => [...places, place]));
  }
  return all;
}
