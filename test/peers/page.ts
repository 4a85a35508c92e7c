/** The first block of a language, or of none, after a heading of a page. */
export function blockOf(page: string, language: string, after: string): string {
  const from = page.indexOf(`\`\`\`${language}\n`, page.indexOf(after)) + language.length + 4;
  return page.slice(from, page.indexOf('\n```', from));
}

/** The words of a line `$ infoplane ...` as a shell takes it, without its comment: some of them in quotes. */
export function wordsOf(command: string): string[] {
  const line = command.replace(/^\$ infoplane /, '').replace(/\s# .*$/, '');
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}
