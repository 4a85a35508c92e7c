import type { JSDoc, JSDocableNode, Node } from 'ts-morph';
import { errorAt } from './generate-error.ts';

/** What the TSDoc above a kind's `interface Params` says. */
export interface Documentation {
  /** First paragraph, on one line. */
  readonly summary: string;
  /** The whole text, Markdown. */
  readonly description: string;
  /** `@source`: where the method or the data come from. */
  readonly source: string | null;
  /** `@example`: Markdown, with a YAML block. */
  readonly example: string | null;
}

/**
 * Reads the TSDoc of a declaration.
 * @throws GenerateError when there is none
 */
export function readDocumentation(node: Node & JSDocableNode): Documentation {
  const doc = node.getJsDocs().at(-1);
  const description = doc?.getDescription().replaceAll('\r', '').trim() ?? '';
  if (!doc || description === '') throw errorAt(node, 'needs a TSDoc comment that says what it is');
  const [firstParagraph = ''] = description.split(/\n\s*\n/);
  return {
    summary: oneLine(firstParagraph),
    description,
    source: tagText(doc, 'source', oneLine),
    example: tagText(doc, 'example', (text) => text),
  };
}

function tagText(doc: JSDoc, name: string, shape: (text: string) => string): string | null {
  const text = doc
    .getTags()
    .find((tag) => tag.getTagName() === name)
    ?.getCommentText();
  return text === undefined ? null : shape(text.trim());
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
