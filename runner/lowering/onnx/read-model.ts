import type { OnnxFacts, OnnxInitializer, OnnxLength, OnnxTensor } from '../../../src/node/onnx-facts.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { repeatedPart } from './repeated-part.ts';
import { type WireField, wireFields, wireInteger, wireIntegers, wireText } from './wire-fields.ts';

/** Numbers of fields in onnx.proto3. */
export const modelFields = { irVersion: 1, producer: 2, graph: 7, opsets: 8 } as const;
export const graphFields = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
const nodeFields = { input: 1, output: 2, operator: 4 } as const;
export const tensorFields = { dims: 1, elementType: 2, name: 8, raw: 9, external: 13, location: 14 } as const;

/** A tensor has at most so many axes. */
const mostAxes = 64;

/**
 * What an ONNX file says of its graph; weights are passed over. Time and memory are linear in its nodes and tensors.
 * @param name what messages call the file
 * @throws RunError when it is no ONNX file or is damaged, or has loops
 * @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
export function readModel(bytes: Uint8Array, name: string): OnnxFacts {
  let repeats: string | null;
  let facts: OnnxFacts;
  try {
    facts = factsOf(bytes);
    repeats = repeatedPart(bytes);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const hint = 'export it again, such as torch.onnx.export(model, (x,), FILE, dynamo=True)';
    throw new RunError(`${name} is no ONNX file, or it is damaged: ${cause.message}`, { hint, cause });
  }
  if (repeats === null) return facts;
  throw new RunError(`${name} repeats a part of itself (${repeats}): nothing tells how long it would run`, {
    hint: 'export it without loops, such as for a fixed length of its sequences; or record its captures where it runs (docs/captures.md)',
  });
}

function factsOf(bytes: Uint8Array): OnnxFacts {
  let irVersion = 0;
  let producer = '';
  const opsets: { domain: string; version: number }[] = [];
  const graphs: WireField[] = [];
  for (const field of wireFields(bytes)) {
    if (field.id === modelFields.irVersion) irVersion = wireInteger(bytes, field);
    if (field.id === modelFields.producer) producer = wireText(bytes, field);
    if (field.id === modelFields.opsets) opsets.push(opsetOf(bytes, field));
    if (field.id === modelFields.graph) graphs.push(field);
  }
  const [graph] = graphs;
  if (!graph || graphs.length > 1) throw new Error(`it has ${graph ? 'several graphs' : 'no graph'}`);
  if (opsets.length === 0) throw new Error('it names no operator set');
  return { irVersion, producer, opsets, ...graphOf(bytes, graph) };
}

function opsetOf(bytes: Uint8Array, { body, end }: WireField): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  for (const field of wireFields(bytes, body, end)) {
    if (field.id === 1) opset.domain = wireText(bytes, field);
    if (field.id === 2) opset.version = wireInteger(bytes, field);
  }
  return opset;
}

type GraphFacts = Omit<OnnxFacts, 'irVersion' | 'producer' | 'opsets'>;

function graphOf(bytes: Uint8Array, { body, end, delimited }: WireField): GraphFacts {
  if (!delimited) throw new Error('its graph is a number');
  const initializers: OnnxInitializer[] = [];
  const inputs: OnnxTensor[] = [];
  const outputs: OnnxTensor[] = [];
  const known = new Map<string, OnnxTensor>();
  const made: string[] = [];
  const copies = new Map<string, string>();
  let nodes = 0;
  let trainingNode: string | null = null;
  for (const field of wireFields(bytes, body, end)) {
    if (field.id === graphFields.initializer) initializers.push(initializerOf(bytes, field));
    else if (field.id === graphFields.input) inputs.push(tensorOf(bytes, field));
    else if (field.id === graphFields.output) outputs.push(tensorOf(bytes, field));
    else if (field.id === graphFields.node) {
      const node = nodeOf(bytes, field);
      nodes++;
      if (node.operator === 'BatchNormalization' && node.outputs.filter((one) => one !== '').length > 1)
        trainingNode ??= node.outputs[0]!;
      for (const one of node.outputs) if (one !== '') made.push(one);
      if (node.operator === 'Identity' && node.inputs.length === 1 && node.outputs.length === 1)
        copies.set(node.outputs[0]!, node.inputs[0]!);
    }
  }
  for (const field of wireFields(bytes, body, end)) {
    if (field.id !== graphFields.valueInfo) continue;
    const tensor = tensorOf(bytes, field);
    known.set(tensor.name, tensor);
  }
  for (const output of outputs) known.set(output.name, output);
  const stored = new Set(initializers.map(({ name }) => name));
  return {
    initializers,
    inputs: inputs.filter(({ name }) => !stored.has(name)),
    outputs,
    tensors: made.map((name) => known.get(name) ?? { name, elementType: 0, dims: null }),
    copies,
    nodes,
    trainingNode,
  };
}

/** Names of what a node reads and puts out, and its operator. */
export function nodeOf(bytes: Uint8Array, { body, end }: WireField) {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let operator = '';
  for (const field of wireFields(bytes, body, end)) {
    if (field.id === nodeFields.input) inputs.push(wireText(bytes, field));
    if (field.id === nodeFields.output) outputs.push(wireText(bytes, field));
    if (field.id === nodeFields.operator) operator = wireText(bytes, field);
  }
  return { inputs, outputs, operator };
}

/** Facts of a stored tensor. */
export function initializerOf(bytes: Uint8Array, { body, end }: WireField): OnnxInitializer {
  let name = '';
  let elementType = 0;
  let away = false;
  const dims: number[] = [];
  const entries = new Map<string, string>();
  for (const field of wireFields(bytes, body, end)) {
    if (field.id === tensorFields.name) name = wireText(bytes, field);
    if (field.id === tensorFields.elementType) elementType = wireInteger(bytes, field);
    if (field.id === tensorFields.dims) dims.push(...wireIntegers(bytes, field, mostAxes));
    if (field.id === tensorFields.location) away = wireInteger(bytes, field) === 1;
    if (field.id === tensorFields.external) entries.set(...entryOf(bytes, field));
  }
  if (dims.length > mostAxes || dims.some((length) => length < 0))
    throw new Error(`the shape of '${name}' is (${dims.slice(0, 8).join(', ')})`);
  return { name, elementType, dims, external: away ? placeOf(name, entries) : null };
}

function placeOf(name: string, entries: ReadonlyMap<string, string>): OnnxInitializer['external'] {
  const location = entries.get('location');
  const offset = Number(entries.get('offset') ?? 0);
  const length = entries.has('length') ? Number(entries.get('length')) : null;
  if (location === undefined || !isCount(offset) || (length !== null && !isCount(length)))
    throw new Error(`it does not say where the numbers of '${name}' lie`);
  return { location, offset, length };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function entryOf(bytes: Uint8Array, { body, end }: WireField): [string, string] {
  const entry: [string, string] = ['', ''];
  for (const field of wireFields(bytes, body, end))
    if (field.id === 1 || field.id === 2) entry[field.id - 1] = wireText(bytes, field);
  return entry;
}

/** A declared tensor (ValueInfoProto); what is no plain tensor, such as a sequence, has no type. */
export function tensorOf(bytes: Uint8Array, { body, end }: WireField): OnnxTensor {
  let name = '';
  let elementType = 0;
  let dims: OnnxLength[] | null = null;
  for (const field of wireFields(bytes, body, end)) {
    if (field.id === 1) name = wireText(bytes, field);
    if (field.id !== 2) continue;
    for (const type of wireFields(bytes, field.body, field.end)) {
      if (type.id !== 1) continue;
      for (const part of wireFields(bytes, type.body, type.end)) {
        if (part.id === 1) elementType = wireInteger(bytes, part);
        if (part.id === 2) dims = shapeOf(bytes, part);
      }
    }
  }
  return { name, elementType, dims };
}

function shapeOf(bytes: Uint8Array, { body, end }: WireField): OnnxLength[] {
  const dims: OnnxLength[] = [];
  for (const dim of wireFields(bytes, body, end)) {
    if (dim.id !== 1) continue;
    if (dims.length === mostAxes) throw new Error(`a tensor has more than ${mostAxes} axes`);
    let length: OnnxLength = null;
    for (const part of wireFields(bytes, dim.body, dim.end)) {
      if (part.id === 1) length = wireInteger(bytes, part);
      if (part.id === 2) length = wireText(bytes, part);
    }
    dims.push(typeof length === 'number' && length < 0 ? null : length);
  }
  return dims;
}
