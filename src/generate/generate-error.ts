import type { Node } from 'ts-morph';

/** A stretch of a source file, in offsets of its text. */
export interface SourceSpan {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A mistake in a node, layer or study declaration, with the place where its author mends it. */
export class GenerateError extends Error {
  /** The message without the place. */
  readonly text: string;
  /** Where the mistake stands, when that is known to the letter. */
  readonly span: SourceSpan | null;

  /** @param place `file:line:column`, the file relative to the root, counted from 1 */
  constructor(text: string, place: string, span: SourceSpan | null = null) {
    super(`${place}: ${text}`);
    this.name = 'GenerateError';
    this.text = text;
    this.span = span;
  }
}

/** The error for a syntax node. */
export function errorAt(node: Node, message: string): GenerateError {
  const source = node.getSourceFile();
  const file = source.getFilePath();
  const { line, column } = source.getLineAndColumnAtPos(node.getStart());
  const span = { file, start: node.getStart(), end: node.getEnd() };
  return new GenerateError(message, `${file}:${line}:${column}`, span);
}
