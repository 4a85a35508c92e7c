/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="dom.asynciterable" />

// The functions of this folder run in the page. They are put into it by their source text (page-script.ts), all in
// one scope: they may call each other and the globals of a browser, and nothing else of infoplane.

/** Data of the page, packed into it as deflated JSON. */
export interface PageData {
  readonly study: string;
  readonly figures: readonly PageFigure[];
  readonly tables: readonly ColumnTable[];
}

/** A figure's Vega specifications, in the order of its panels, and its slider. */
export interface PageFigure {
  readonly id: string;
  readonly vega: readonly object[];
  readonly scrubber: { readonly parameter: string; readonly steps: readonly string[] } | null;
}

/** A table column by column. */
export interface ColumnTable {
  readonly id: string;
  readonly names: readonly string[];
  readonly values: readonly (readonly PageCell[])[];
}

export type PageCell = string | number | boolean | null;

/** Reads the packed data of the page. */
async function readPageData(): Promise<PageData> {
  const packed = document.getElementById('page-data')?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

export const dataScript = [readPageData];
export type ReadPageData = typeof readPageData;
