import { Composer, type CST, type Document, Parser } from 'yaml';

/** Levels of nesting that a study may have; the parser's later steps recurse. */
const deepest = 100;

/** A text as YAML sees it. */
export type ComposedYaml = WholeYaml | { readonly tooDeepAt: number };

export interface WholeYaml {
  readonly text: string;
  readonly document: Document.Parsed;
  /** Where a second document begins. */
  readonly secondAt: readonly [start: number, end: number] | null;
  /** Offsets of brackets that nothing closes, in order. */
  readonly unclosed: readonly number[];
  /** Texts in quotes that nothing closes, or that take more than one line, in order. */
  readonly longTexts: readonly QuotedText[];
}

/** A text in quotes: from its quote on, to the one that closes it where there is one. */
export interface QuotedText {
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
}

/**
 * Parses the first document of a text: YAML 1.2 core schema, no merge keys, no tags. Nesting is measured on the tokens
 * first, since composing a hostile text would overflow the stack.
 */
export function composeYaml(text: string): ComposedYaml {
  const tokens = [...new Parser().parse(text)];
  const { tooDeepAt, unclosed, longTexts } = inspect(tokens);
  if (tooDeepAt !== null) return { tooDeepAt };
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (!document) throw new Error('the parser gave no document');
  return {
    text,
    document: document as Document.Parsed,
    secondAt: second ? [second.range[0], second.range[1]] : null,
    unclosed,
    longTexts,
  };
}

/** Offset of a token below the deepest level, or null, brackets that are not closed, and long texts. */
function inspect(
  tokens: readonly CST.Token[],
): Pick<WholeYaml, 'unclosed' | 'longTexts'> & { readonly tooDeepAt: number | null } {
  const unclosed: number[] = [];
  const longTexts: QuotedText[] = [];
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return { tooDeepAt: token.offset, unclosed, longTexts };
    if (token.type === 'flow-collection' && !isClosed(token)) unclosed.push(token.start.offset);
    const quoted = longText(token);
    if (quoted) longTexts.push(quoted);
    for (const inner of innerTokens(token)) open.push({ token: inner, depth: depth + 1 });
  }
  unclosed.sort((a, b) => a - b);
  longTexts.sort((a, b) => a.start - b.start);
  return { tooDeepAt: null, unclosed, longTexts };
}

function longText(token: CST.Token): QuotedText | null {
  if (token.type !== 'double-quoted-scalar' && token.type !== 'single-quoted-scalar') return null;
  const { offset: start, source } = token;
  const closed = source.length > 1 && source.endsWith(source[0]!);
  if (closed && !source.includes('\n')) return null;
  return { start, end: start + source.length, closed };
}

/** The parser lets either bracket close both. */
function isClosed({ start, end }: CST.FlowCollection): boolean {
  const closing = start.type === 'flow-map-start' ? 'flow-map-end' : 'flow-seq-end';
  return end.some(({ type }) => type === closing);
}

function innerTokens(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) =>
    [item.key, item.value].filter((part) => part !== null && part !== undefined),
  );
}
