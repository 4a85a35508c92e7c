import { Composer, type CST, type Document, Parser } from 'yaml';

/** Levels of nesting that a study may have; the parser's later steps recurse. */
const deepest = 100;

/** A text as YAML sees it. `secondAt` is where a second document begins. */
export type ComposedYaml =
  | { readonly document: Document.Parsed; readonly secondAt: readonly [start: number, end: number] | null }
  | { readonly tooDeepAt: number };

/**
 * Parses the first document of a text: YAML 1.2 core schema, no merge keys, no tags. Nesting is measured on the tokens
 * first, since composing a hostile text would overflow the stack.
 */
export function composeYaml(text: string): ComposedYaml {
  const tokens = [...new Parser().parse(text)];
  const tooDeepAt = findTooDeep(tokens);
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
  };
}

/** Offset of the first token below the deepest level, or null. */
function findTooDeep(tokens: readonly CST.Token[]): number | null {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return token.offset;
    for (const inner of innerTokens(token)) open.push({ token: inner, depth: depth + 1 });
  }
  return null;
}

function innerTokens(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) =>
    [item.key, item.value].filter((part) => part !== null && part !== undefined),
  );
}
