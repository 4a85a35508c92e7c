/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="dom.asynciterable" />

// The functions of this folder run in the page. They are put into it by their source text (page-script.ts), all in
// one scope: they may call each other and the globals of a browser, and nothing else of infoplane.

/** A figure's Vega specifications, in the order of its panels (null where one stays as it was drawn), and its slider; packed in the block `page-figures`. */
export interface PageFigure {
  readonly id: string;
  readonly vega: readonly (object | null)[];
  readonly scrubber: { readonly parameter: string; readonly steps: readonly string[] } | null;
}

/** A table column by column; packed in the block `page-tables`. */
export interface ColumnTable {
  readonly id: string;
  readonly names: readonly string[];
  readonly values: readonly (readonly PageCell[])[];
}

export type PageCell = string | number | boolean | null;

/** Reads a packed block of the page. */
async function readBlock<Block>(id: string): Promise<Block> {
  const letters = atob(document.getElementById(id)?.textContent ?? '');
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

export const dataScript = [readBlock];
export type ReadBlock = typeof readBlock;
