import { type WireField, wireFields, wireText } from './wire-fields.ts';

/** Operators that run a part of the graph as often as a number says, which may be any. */
const repeating: ReadonlySet<string> = new Set(['Loop', 'Scan', 'SequenceMap']);

/** Numbers of fields in onnx.proto3 under which nodes stand: those of a model, a function, a graph, a node and its attributes. */
const fields = {
  graph: 7,
  functions: 25,
  ofFunction: 7,
  ofGraph: 1,
  operator: 4,
  attribute: 5,
  part: 6,
  parts: 11,
};

/** Graphs within graphs, at most. */
const deepest = 32;

/**
 * The first operator of a model that repeats a part of it, also in branches and functions; null where each node runs once. Then what a
 * run takes follows from the sizes of the tensors. O(bytes) for graphs that are not nested.
 * @throws Error when the bytes are no model, or graphs are nested too deep
 */
export function repeatedPart(bytes: Uint8Array): string | null {
  for (const field of wireFields(bytes)) {
    if (field.id !== fields.graph && field.id !== fields.functions) continue;
    const nodes = field.id === fields.graph ? fields.ofGraph : fields.ofFunction;
    const found = inNodes(bytes, field, nodes, 0);
    if (found !== null) return found;
  }
  return null;
}

function inNodes(bytes: Uint8Array, { body, end }: WireField, nodes: number, depth: number): string | null {
  if (depth > deepest) throw new Error(`its graphs are nested more than ${deepest} deep`);
  for (const node of wireFields(bytes, body, end)) {
    if (node.id !== nodes || !node.delimited) continue;
    for (const field of wireFields(bytes, node.body, node.end)) {
      if (field.id === fields.operator && repeating.has(wireText(bytes, field)))
        return wireText(bytes, field);
      if (field.id !== fields.attribute || !field.delimited) continue;
      for (const part of wireFields(bytes, field.body, field.end)) {
        if ((part.id !== fields.part && part.id !== fields.parts) || !part.delimited) continue;
        const found = inNodes(bytes, part, fields.ofGraph, depth + 1);
        if (found !== null) return found;
      }
    }
  }
  return null;
}
