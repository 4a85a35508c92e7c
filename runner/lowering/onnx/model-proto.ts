import protobuf from 'protobufjs/light.js';

// The messages of onnx.proto3 that a step graph needs, with their published field numbers.

export interface AttributeMessage {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly ints?: readonly number[];
}

export interface NodeMessage {
  readonly name: string;
  readonly opType: string;
  /** Whose operator it is; left out for ONNX's own. */
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeMessage[];
}

export interface TensorMessage {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

export interface ValueInfoMessage {
  readonly name: string;
  readonly elementType: number;
  /** Below 0: not known before the graph runs. */
  readonly dims: readonly number[];
}

export interface GraphMessage {
  readonly name: string;
  readonly node: readonly NodeMessage[];
  readonly initializer: readonly TensorMessage[];
  readonly input: readonly ValueInfoMessage[];
  readonly output: readonly ValueInfoMessage[];
}

/** ONNX's numbers of element types. */
export const elementTypes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

/** ONNX's numbers of attribute types. */
export const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

const irVersion = 8;
const opset = 17;

const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number) => ({ rule: 'repeated', type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('Graph', 7),
        opsetImport: list('OperatorSet', 8),
      },
    },
    OperatorSet: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    Graph: {
      fields: {
        node: list('Node', 1),
        name: field('string', 2),
        initializer: list('Tensor', 5),
        input: list('ValueInfo', 11),
        output: list('ValueInfo', 12),
      },
    },
    Node: {
      fields: {
        input: list('string', 1),
        output: list('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        domain: field('string', 7),
        attribute: list('Attribute', 5),
      },
    },
    Attribute: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        ints: list('int64', 8),
        type: field('int32', 20),
      },
    },
    Tensor: {
      fields: {
        dims: list('int64', 1),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    ValueInfo: { fields: { name: field('string', 1), type: field('Type', 2) } },
    Type: { fields: { tensorType: field('TensorType', 1) } },
    TensorType: { fields: { elemType: field('int32', 1), shape: field('TensorShape', 2) } },
    TensorShape: { fields: { dim: list('Dimension', 1) } },
    Dimension: { fields: { dimValue: field('int64', 1) } },
  },
});

/** Encodes a graph as the bytes of an .onnx file (IR version 8, opset 17). */
export function encodeModel(graph: GraphMessage): Uint8Array {
  const others = new Set(graph.node.flatMap(({ domain }) => domain ?? []));
  return root
    .lookupType('Model')
    .encode({
      irVersion,
      producerName: 'infoplane',
      opsetImport: [{ domain: '', version: opset }, ...[...others].map((domain) => ({ domain, version: 1 }))],
      graph: { ...graph, input: graph.input.map(infoOf), output: graph.output.map(infoOf) },
    })
    .finish();
}

/** Encodes the declaration of an input or output. */
export function encodeValueInfo(info: ValueInfoMessage): Uint8Array {
  return root.lookupType('ValueInfo').encode(infoOf(info)).finish();
}

function infoOf({ name, elementType, dims }: ValueInfoMessage) {
  const dimension = (length: number) => (length < 0 ? {} : { dimValue: length });
  return { name, type: { tensorType: { elemType: elementType, shape: { dim: dims.map(dimension) } } } };
}
