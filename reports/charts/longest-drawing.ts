/** Characters of a drawing, so that a page stays one that a browser can open. */
export const longestDrawing = 4_000_000;
