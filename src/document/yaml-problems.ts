import type { YAMLError } from 'yaml';
import { type Diagnostic, type Origin, problem, type Source } from '../diagnostic/diagnostic.ts';
import type { Locator } from '../diagnostic/position.ts';
import { blockFault } from './block-fault.ts';
import { textStart, textWithBrackets } from './bracketed-text.ts';
import type { WholeYaml } from './compose-yaml.ts';

/** Problems that are shown of one text where each has a cause of its own. */
const mostShown = 10;

/** What is said of a YAML error that is shown where the parser found it. */
const wording: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'indent with spaces'],
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
  BAD_INDENT: [
    'this line does not fit the one before it',
    'look for a missing `]`, `}` or quote before it; keys of one map begin in one column',
  ],
  BAD_DQ_ESCAPE: ['`\\` and what follows it mean nothing here', 'write `\\\\`, or use single quotes'],
  BAD_DIRECTIVE: ['this line begins with `%`, which no study needs', 'remove the line'],
  MISSING_CHAR: ['a character is missing here', 'look for a missing `,`, `:`, quote or bracket'],
  UNEXPECTED_TOKEN: [
    'YAML allows nothing more here',
    'look for a quote or a bracket too many, or a missing `,`',
  ],
  TAG_RESOLVE_FAILED: ['a study has no tags', 'remove the word that begins with `!`'],
};

/**
 * The parser's errors and warnings as diagnostics; `fatal` when the tree cannot be relied on. After a text that cannot be read
 * on the parser reports one mistake again and again: only its cause is told. After a second document the first still means
 * what it says.
 */
export function yamlProblems(
  composed: WholeYaml,
  source: Source,
  locator: Locator,
): { readonly diagnostics: Diagnostic[]; readonly fatal: boolean } {
  const { document, secondAt } = composed;
  const all = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const [first] = all.filter((error) => error.name === 'YAMLParseError' && error.code !== 'NON_STRING_KEY');
  const diagnostics = first
    ? [causeOf(first, composed, source, locator)]
    : all.slice(0, mostShown).map((error) => translate(error, source, locator));
  if (secondAt) {
    const origin = { source, range: locator.range(...secondAt) };
    const hint = 'a file holds one study; remove the `---` and what follows';
    diagnostics.push(problem('yaml-syntax', origin, '', 'a second document begins here', hint));
  }
  return { diagnostics, fatal: all.some(isError) };
}

/** What the writer did wrong: a quote or a bracket left open, or the first line that fits nowhere; else what the parser says. */
function causeOf(error: YAMLError, composed: WholeYaml, source: Source, locator: Locator): Diagnostic {
  const quote = openQuote(composed);
  const open = /^Flow (map|sequence) /.test(error.message)
    ? composed.unclosed.findLast((offset) => offset < error.pos[0])
    : undefined;
  const line = quote === undefined ? blockFault(composed.text) : null;
  const end = open ?? error.pos[0];
  if (quote !== undefined && quote <= end)
    return notClosed({ source, range: locator.range(quote, quote + 1) });
  if (line && locator.range(line.start, line.start).start.line <= locator.range(end, end).start.line + 2) {
    const origin = { source, range: locator.range(line.start, line.end) };
    return problem('yaml-syntax', origin, '', line.message, line.hint);
  }
  if (isCutText(error)) return needsQuotes(error, source, locator);
  if (open !== undefined) return notClosed({ source, range: locator.range(open, open + 1) });
  return insideBrackets(error, source, locator) ?? translate(error, source, locator);
}

/** A comma that is missing between two entries in brackets, or a bracket that closes nothing. */
function insideBrackets({ code, pos }: YAMLError, source: Source, locator: Locator): Diagnostic | null {
  const [start] = pos;
  const bracket = source.text[start] ?? '';
  if (code === 'UNEXPECTED_TOKEN' && (bracket === '}' || bracket === ']')) {
    const origin = { source, range: locator.range(start, start + 1) };
    const open = bracket === '}' ? '{' : '[';
    const hint = `remove it, or look for a missing \`${open}\` before it`;
    return problem('yaml-syntax', origin, '', `this \`${bracket}\` closes nothing`, hint);
  }
  const key =
    code === 'BLOCK_IN_FLOW' ? /^([^,{}[\]\n]*?\s)([\w.-]+)\s*:\s/.exec(source.text.slice(start)) : null;
  if (!key) return null;
  const from = start + key[1]!.length;
  const origin = { source, range: locator.range(from, from + key[2]!.length) };
  const hint = 'entries in brackets are separated by commas';
  return problem('yaml-syntax', origin, '', `a \`,\` is missing before \`${key[2]}\``, hint);
}

/** Offset of the first quote that closes far below or never: what stands after it is then no YAML, or the text's end. */
function openQuote({ text, longTexts, document }: WholeYaml): number | undefined {
  return longTexts.find(({ start, end, closed }) => {
    const next = text.indexOf('\n', end);
    const after = next === -1 ? text.length : next;
    return !closed || document.errors.some(({ pos }) => pos[0] >= start && pos[0] <= after);
  })?.start;
}

function translate(error: YAMLError, source: Source, locator: Locator): Diagnostic {
  const [start, end] = error.pos;
  const origin = { source, range: locator.range(start, end) };
  const [message, hint] = wording[error.code] ?? [error.message, 'look at the YAML around this place'];
  return problem(isError(error) ? 'yaml-syntax' : 'yaml-warning', origin, '', message, hint);
}

const closings: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', "'": "'" };

/** The parser notices where the text goes on in another way, which can be far below. */
function notClosed(origin: Origin): Diagnostic {
  const { source, range } = origin;
  const open = source.text[range.start.offset]!;
  const close = closings[open]!;
  const hint =
    open === close
      ? `end the text with \`${close}\`, or remove the quote`
      : `add the \`${close}\`; lines inside the brackets are indented further than the key before them`;
  return problem('yaml-syntax', origin, '', `this \`${open}\` is not closed`, hint);
}

/** Whether a bracket ended a plain text inside brackets. */
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
