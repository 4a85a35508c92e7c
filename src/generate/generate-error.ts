import type { Node } from 'ts-morph';

/** A mistake in a node, layer or study declaration, with the place where its author mends it. */
export class GenerateError extends Error {
  /** @param place `file:line:column`, the file relative to the root, counted from 1 */
  constructor(message: string, place: string) {
    super(`${place}: ${message}`);
    this.name = 'GenerateError';
  }
}

/** The error for a syntax node. */
export function errorAt(node: Node, message: string): GenerateError {
  const file = node.getSourceFile();
  const { line, column } = file.getLineAndColumnAtPos(node.getStart());
  return new GenerateError(message, `${file.getFilePath()}:${line}:${column}`);
}
