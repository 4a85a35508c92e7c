const tabWidth = 2;
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

/**
 * Text that is safe to show in a terminal: tabs become blanks, and control characters, line breaks and marks that
 * change the writing direction become a replacement mark. What a study says can then not move the cursor.
 */
export function printable(text: string): string {
  return text.replaceAll('\t', ' '.repeat(tabWidth)).replace(unprintable, '\ufffd');
}
