import type { Paint } from './paint.ts';

/** x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A change of colour along a line, which is in the unit of what is painted. */
export interface Gradient {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  /** From 0 to 1. */
  readonly stops: readonly (Paint & { readonly at: number })[];
}

export type Fill = Paint | Gradient;

/** A line of a width. */
export interface Stroke {
  readonly paint: Paint;
  readonly width: number;
  readonly cap: 'butt' | 'round' | 'square';
  readonly join: 'miter' | 'round' | 'bevel';
  readonly miterLimit: number;
  /** Lengths of dashes and gaps in turn, an even number of them; empty for a whole line. */
  readonly dash: readonly number[];
}

/** How an outline is painted. */
export interface Painting {
  readonly fill: Fill | null;
  readonly evenOdd: boolean;
  readonly stroke: Stroke | null;
}

/** A line of text. */
export interface TextLine {
  readonly text: string;
  /** Where it is anchored, on its base line. */
  readonly x: number;
  readonly y: number;
  /** Share of its width that lies before the anchor. */
  readonly before: number;
  readonly size: number;
  readonly bold: boolean;
  readonly fill: Fill;
}

/** What drawings are drawn on, from the top left corner, x to the right, y down. Paths are those of SVG. */
export interface Surface {
  /** Keeps transformation and clip for `restore`. */
  save(): void;
  restore(): void;
  transform(matrix: Matrix): void;
  /** From now on only within the path. */
  clip(path: string): void;
  paint(path: string, painting: Painting): void;
  text(line: TextLine): void;
  /** @param png a whole file */
  image(png: Buffer, place: { x: number; y: number; width: number; height: number }): void;
}
