import type { Attribute, ElementType, GraphBuilder, Value } from '../../contract/onnx-graph.ts';
import {
  type AttributeMessage,
  attributeTypes,
  elementTypes,
  encodeModel,
  type NodeMessage,
  type TensorMessage,
  type ValueInfoMessage,
} from './model-proto.ts';
import { size } from './size.ts';

interface Node {
  readonly opType: string;
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Collects nodes, constants, inputs and outputs, and writes them as an ONNX model. */
export class OnnxGraph implements GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants: { value: Value; bytes: Uint8Array }[] = [];
  readonly #shared = new Map<string, Value>();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #names = new Map<Value, string>();

  /** Declares an input of the graph. */
  input(name: string, type: ElementType, dims: readonly number[]): Value {
    const value = { type, dims };
    this.#inputs.push(value);
    this.#names.set(value, name);
    return value;
  }

  /** Makes a value an output of the graph under `name`. */
  output(name: string, value: Value): void {
    const fresh = this.#names.has(value) ? this.node('Identity', [value], value.dims) : value;
    this.#names.set(fresh, name);
    this.#outputs.push(fresh);
  }

  /** Adds a node with one output of the given shape. */
  node(
    opType: string,
    inputs: readonly Value[],
    dims: readonly number[],
    attributes: Readonly<Record<string, Attribute>> = {},
    type: ElementType = inputs[0]!.type,
  ): Value {
    const output = { type, dims };
    this.#nodes.push({ opType, inputs, output, attributes });
    return output;
  }

  /** A float32 constant. */
  floats(values: ArrayLike<number>, dims: readonly number[]): Value {
    return this.#constant('float32', dims, Float32Array.from(values));
  }

  /** A float32 constant of shape `dims` filled with one number. */
  filled(value: number, dims: readonly number[]): Value {
    return this.floats(new Float32Array(size(dims)).fill(value), dims);
  }

  /** A float32 number. */
  scalar(value: number): Value {
    return this.floats([value], []);
  }

  /** An int32 constant, such as the rows of a Gather. */
  indices(values: ArrayLike<number>, dims: readonly number[] = [values.length]): Value {
    return this.#constant('int32', dims, Int32Array.from(values));
  }

  /** An int64 list, as shapes, axes and pads are given. */
  lengths(values: readonly number[]): Value {
    return this.#constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** The graph as the bytes of an .onnx file. */
  encode(name: string): Uint8Array {
    const names = new Map(this.#names);
    const nameOf = (value: Value) => {
      const known = names.get(value) ?? `v${names.size}`;
      names.set(value, known);
      return known;
    };
    const info = (value: Value): ValueInfoMessage => ({
      name: nameOf(value),
      elementType: elementTypes[value.type],
      dims: value.dims,
    });
    const initializer = this.#constants.map(
      ({ value, bytes }): TensorMessage => ({
        name: nameOf(value),
        dims: value.dims,
        dataType: elementTypes[value.type],
        rawData: bytes,
      }),
    );
    const node = this.#nodes.map(({ opType, inputs, output, attributes }, place): NodeMessage => {
      const attribute = Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value));
      const dot = opType.lastIndexOf('.');
      return {
        name: `${opType}_${place}`,
        opType: opType.slice(dot + 1),
        ...(dot > 0 ? { domain: opType.slice(0, dot) } : {}),
        input: inputs.map(nameOf),
        output: [nameOf(output)],
        attribute,
      };
    });
    return encodeModel({
      name,
      node,
      initializer,
      input: this.#inputs.map(info),
      output: this.#outputs.map(info),
    });
  }

  #constant(
    type: ElementType,
    dims: readonly number[],
    data: Float32Array | Int32Array | BigInt64Array,
  ): Value {
    if (data.length !== size(dims))
      throw new Error(`${data.length} numbers do not fill [${dims.join(', ')}]`);
    const key = data.length <= 64 ? `${type} ${dims.join('x')} ${data.join(' ')}` : null;
    const known = key === null ? undefined : this.#shared.get(key);
    if (known) return known;
    const value = { type, dims };
    if (key !== null) this.#shared.set(key, value);
    this.#constants.push({ value, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
    return value;
  }
}

function encodeAttribute(name: string, value: Attribute): AttributeMessage {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: value };
}
