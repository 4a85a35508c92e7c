import { printable } from './printable.ts';

/** Most UTF-16 units of a line of a message, and how many of them are its end. */
const longest = 1000;
const end = 200;

/**
 * A message's text as a terminal can show it: each line is printable and short. What a file, a path or a log says in it can
 * then neither move the cursor nor fill the screen. Line breaks stay.
 */
export function messageText(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(short(line)))
    .join('\n');
}

/** A line of which the middle is left out where it is too long. */
export function short(line: string): string {
  if (line.length <= longest) return line;
  const left = line.length - longest;
  return `${line.slice(0, longest - end)}… (${left} more characters) …${line.slice(-end)}`;
}
