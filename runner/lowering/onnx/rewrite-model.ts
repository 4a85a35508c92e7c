import protobuf from 'protobufjs/light.js';
import type { OnnxFacts } from '../../../src/node/onnx-facts.ts';
import { encodeValueInfo } from './model-proto.ts';
import { graphFields, initializerOf, modelFields, nodeOf, tensorFields, tensorOf } from './read-model.ts';
import { type WireField, wireFields } from './wire-fields.ts';

/** How a graph is to be run. */
export interface Rewriting {
  /** Names of tensors that are given at each run: initialisers, or copies of some (`OnnxFacts.copies`). */
  readonly weights: readonly string[];
  /** Names of the tensors that a run puts out, and no others. */
  readonly outputs: readonly string[];
  /** Numbers of initialisers that lie in files beside the graph and are no weights: by name, as they are stored. */
  readonly stored: ReadonlyMap<string, Uint8Array>;
}

/**
 * The graph of an ONNX file with weights as further inputs and other outputs; all else stays, byte for byte.
 * @param facts of the same bytes
 */
export function rewriteModel(bytes: Uint8Array, facts: OnnxFacts, how: Rewriting): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of wireFields(bytes)) {
    if (field.id === modelFields.graph) parts.push(...framed(field.id, graphParts(bytes, field, facts, how)));
    else parts.push(bytes.subarray(field.start, field.end));
  }
  return Buffer.concat(parts);
}

function graphParts(
  bytes: Uint8Array,
  graph: WireField,
  facts: OnnxFacts,
  { weights, outputs, stored }: Rewriting,
): Uint8Array[] {
  const given = new Set(weights);
  const declared = new Set<string>();
  const parts: Uint8Array[] = [];
  for (const field of wireFields(bytes, graph.body, graph.end)) {
    const whole = bytes.subarray(field.start, field.end);
    if (field.id === graphFields.initializer) {
      const { name } = initializerOf(bytes, field);
      const numbers = stored.get(name);
      if (given.has(name)) continue;
      if (numbers) parts.push(...framed(field.id, tensorParts(bytes, field, numbers)));
      else parts.push(whole);
    } else if (field.id === graphFields.node) {
      if (!nodeOf(bytes, field).outputs.some((name) => given.has(name))) parts.push(whole);
    } else if (field.id === graphFields.input) {
      declared.add(tensorOf(bytes, field).name);
      parts.push(whole);
    } else if (field.id === graphFields.valueInfo) {
      if (!given.has(tensorOf(bytes, field).name)) parts.push(whole);
    } else if (field.id !== graphFields.output) parts.push(whole);
  }
  const known = new Map(facts.initializers.map((one) => [one.name, one]));
  for (const name of weights) {
    if (declared.has(name)) continue;
    const { elementType, dims } = known.get(storedName(name, facts))!;
    parts.push(...framed(graphFields.input, [encodeValueInfo({ name, elementType, dims })]));
  }
  // the runtime finds out types and shapes of outputs by itself
  for (const name of outputs) parts.push(...framed(graphFields.output, [nameOnly(name)]));
  return parts;
}

/** The initialiser that a tensor is, by way of copies. */
function storedName(name: string, { copies }: Pick<OnnxFacts, 'copies'>): string {
  let at = name;
  for (let steps = 0; copies.has(at) && steps <= copies.size; steps++) at = copies.get(at)!;
  return at;
}

/** A tensor with its numbers in the graph. */
function tensorParts(bytes: Uint8Array, { body, end }: WireField, numbers: Uint8Array): Uint8Array[] {
  const parts = [];
  for (const field of wireFields(bytes, body, end))
    if (field.id !== tensorFields.external && field.id !== tensorFields.location)
      parts.push(bytes.subarray(field.start, field.end));
  return [...parts, ...framed(tensorFields.raw, [numbers])];
}

function nameOnly(name: string): Uint8Array {
  return Buffer.concat(framed(1, [new TextEncoder().encode(name)]));
}

/** A field of bytes: tag, length, content. */
function framed(id: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = protobuf.Writer.create()
    .uint32((id << 3) | 2)
    .uint32(length)
    .finish();
  return [head, ...parts];
}
