/** The letter of a part of a figure: a, b, ... z, aa, ab, ... */
export function letterOf(place: number): string {
  const last = String.fromCharCode(97 + (place % 26));
  return place < 26 ? last : letterOf(Math.floor(place / 26) - 1) + last;
}
