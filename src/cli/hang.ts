const lineWidth = 100;

/** `lead` and then `text`, broken at spaces, with every further line indented to the end of `lead`. */
export function hang(lead: string, text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && lead.length + longer.length > lineWidth) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lead + lines.join(`\n${' '.repeat(lead.length)}`);
}
