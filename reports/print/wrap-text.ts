/**
 * A text in lines of at most `room`, broken at blanks, and within a word where it alone is longer.
 * @param widthOf in the unit of `room`
 */
export function wrapText(text: string, room: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = inPieces(word, room, widthOf);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1)!;
  }
  return line === '' ? lines : [...lines, line];
}

/** A word in pieces that have room, at least a letter each. */
function inPieces(word: string, room: number, widthOf: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && widthOf(piece + letter) > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}
