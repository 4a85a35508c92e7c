import type { YAMLError } from 'yaml';
import { type Diagnostic, type Origin, problem, type Source } from '../diagnostic/diagnostic.ts';
import type { Locator } from '../diagnostic/position.ts';
import { textStart, textWithBrackets } from './bracketed-text.ts';
import type { WholeYaml } from './compose-yaml.ts';

/** Syntax problems that are shown of one text: past these, one mistake is reported again and again. */
const mostShown = 10;

/** What is said of a YAML error; a message of null keeps the parser's own. */
const wording: Readonly<Record<string, readonly [message: string | null, hint: string]>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'YAML is indented with blanks'],
  NON_STRING_KEY: ['a key is a single word', 'keys of a study are plain text'],
  BAD_SCALAR_START: ['text cannot begin with this character', 'put the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second `:` on this line',
    'put the text in quotes, or the second key on its own line',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'a key must fit on one line',
    'look for a missing `:` or quote on the line before',
  ],
  BAD_INDENT: [null, 'look for a missing `]`, `}` or quote before it; keys of one map begin in one column'],
  TAG_RESOLVE_FAILED: ['a study has no tags', 'remove the word that begins with `!`'],
};

/**
 * The parser's errors and warnings as diagnostics; `fatal` when the tree cannot be relied on. After a second document
 * the first still means what it says.
 */
export function yamlProblems(
  { document, secondAt, unclosed }: WholeYaml,
  source: Source,
  locator: Locator,
): { readonly diagnostics: Diagnostic[]; readonly fatal: boolean } {
  const all = [...document.errors, ...document.warnings];
  const cut = all.findIndex(isCutText);
  const told = cut === -1 ? all : all.slice(0, cut + 1);
  const diagnostics = told.slice(0, mostShown).map((error) => {
    if (isCutText(error)) return needsQuotes(error, source, locator);
    const open = /^Flow (map|sequence) /.test(error.message)
      ? unclosed.findLast((offset) => offset < error.pos[0])
      : undefined;
    return open === undefined
      ? translate(error, source, locator)
      : notClosed({ source, range: locator.range(open, open + 1) });
  });
  if (secondAt) {
    const origin = { source, range: locator.range(...secondAt) };
    const hint = 'a file holds one study; remove the `---` and what follows';
    diagnostics.push(problem('yaml-syntax', origin, '', 'a second document begins here', hint));
  }
  return { diagnostics, fatal: all.some(isError) };
}

function translate(error: YAMLError, source: Source, locator: Locator): Diagnostic {
  const [start, end] = error.pos;
  const origin = { source, range: locator.range(start, end) };
  const [message, hint] = wording[error.code] ?? [null, 'look at the YAML around this place'];
  return problem(isError(error) ? 'yaml-syntax' : 'yaml-warning', origin, '', message ?? error.message, hint);
}

/** The parser notices where the text goes on in another way, which can be far below. */
function notClosed(origin: Origin): Diagnostic {
  const { source, range } = origin;
  const [open, close] = source.text[range.start.offset] === '{' ? ['{', '}'] : ['[', ']'];
  const hint = `add the \`${close}\`; lines inside the brackets are indented further than the key before them`;
  return problem('yaml-syntax', origin, '', `this \`${open}\` is not closed`, hint);
}

/** Whether a bracket ended a plain text inside brackets; all that the parser says after that is of no use. */
function isCutText({ message }: YAMLError): boolean {
  return /^Unexpected flow-(map|seq)-start at node end/.test(message);
}

function needsQuotes({ pos }: YAMLError, source: Source, locator: Locator): Diagnostic {
  const start = textStart(source.text, pos[0]);
  const text = textWithBrackets(source.text, start);
  const range = locator.range(start, text === null ? pos[1] : start + text.length);
  const hint = text === null ? 'put the text in quotes' : `write \`"${text}"\``;
  return problem('yaml-syntax', { source, range }, '', 'inside brackets this text needs quotes', hint);
}

/** The parser only warns of a tag that it does not know, but the value is then not what it looks like. */
function isError(error: YAMLError): boolean {
  return error.name === 'YAMLParseError' || error.code === 'TAG_RESOLVE_FAILED';
}
