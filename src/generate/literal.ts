import { Node } from 'ts-morph';
import type { Json } from '../plan/json.ts';
import { errorAt } from './generate-error.ts';

/**
 * The value of an expression that is written out in place: objects, arrays, texts, numbers, booleans and null.
 * @throws GenerateError at the first part that would have to be run to be known
 */
export function readLiteral(node: Node): Json {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return node.getLiteralValue();
  if (Node.isNumericLiteral(node)) return node.getLiteralValue();
  if (Node.isTrueLiteral(node)) return true;
  if (Node.isFalseLiteral(node)) return false;
  if (Node.isNullLiteral(node)) return null;
  if (Node.isPrefixUnaryExpression(node)) return readNegative(node);
  if (Node.isAsExpression(node) || Node.isSatisfiesExpression(node)) return readLiteral(node.getExpression());
  if (Node.isArrayLiteralExpression(node)) return node.getElements().map(readLiteral);
  if (Node.isObjectLiteralExpression(node)) {
    return Object.fromEntries(
      node.getProperties().map((property) => {
        if (!Node.isPropertyAssignment(property)) throw notLiteral(property);
        return [propertyName(property.getNameNode()), readLiteral(property.getInitializerOrThrow())];
      }),
    );
  }
  throw notLiteral(node);
}

/** The key of a property as a text. */
export function propertyName(name: Node): string {
  if (Node.isIdentifier(name)) return name.getText();
  if (Node.isStringLiteral(name) || Node.isNumericLiteral(name)) return String(name.getLiteralValue());
  throw notLiteral(name);
}

function readNegative(node: Node): number {
  const match = /^-\s*([\d.eE+-]+)$/.exec(node.getText());
  if (!match) throw notLiteral(node);
  return -Number(match[1]);
}

function notLiteral(node: Node): Error {
  return errorAt(node, 'write the value out in place: declarations are read without being run');
}
