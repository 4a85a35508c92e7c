import { Composer, type CST, type Document, Parser } from 'yaml';

/** Levels of nesting that a study may have; the parser's later steps recurse. */
const deepest = 100;

/** A text as YAML sees it. */
export type ComposedYaml = WholeYaml | { readonly tooDeepAt: number };

export interface WholeYaml {
  readonly document: Document.Parsed;
  /** Where a second document begins. */
  readonly secondAt: readonly [start: number, end: number] | null;
  /** Offsets of brackets that nothing closes, in order. */
  readonly unclosed: readonly number[];
}

/**
 * Parses the first document of a text: YAML 1.2 core schema, no merge keys, no tags. Nesting is measured on the tokens
 * first, since composing a hostile text would overflow the stack.
 */
export function composeYaml(text: string): ComposedYaml {
  const tokens = [...new Parser().parse(text)];
  const { tooDeepAt, unclosed } = inspect(tokens);
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
    document: document as Document.Parsed,
    secondAt: second ? [second.range[0], second.range[1]] : null,
    unclosed,
  };
}

/** Offset of a token below the deepest level, or null, and those of brackets that are not closed. */
function inspect(tokens: readonly CST.Token[]): {
  readonly tooDeepAt: number | null;
  readonly unclosed: readonly number[];
} {
  const unclosed: number[] = [];
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return { tooDeepAt: token.offset, unclosed };
    if (token.type === 'flow-collection' && !isClosed(token)) unclosed.push(token.start.offset);
    for (const inner of innerTokens(token)) open.push({ token: inner, depth: depth + 1 });
  }
  return { tooDeepAt: null, unclosed: unclosed.sort((a, b) => a - b) };
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
