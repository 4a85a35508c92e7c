/** Element types of the tensors of a step graph. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';

/** Stands in a shape for a length that is known only when the graph runs. */
export const unknownLength = -1;

/** A tensor of the graph: an input, a constant, or what a node makes. Lengths are fixed, or `unknownLength`. */
export interface Value {
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** An attribute of a node: a float (`{ float: 1 }`), an integer or a list of integers. */
export type Attribute = number | readonly number[] | { readonly float: number };

/** An ONNX graph that layers add their nodes to. */
export interface GraphBuilder {
  /** Declares an input of the graph. */
  input(name: string, type: ElementType, dims: readonly number[]): Value;
  /** Makes a value an output of the graph under `name`. */
  output(name: string, value: Value): void;
  /**
   * Adds a node with one output of the given shape.
   * @param opType an operator of ONNX, or one of another domain with that before it and a dot between
   * @param type of the output; that of the first input when left out
   */
  node(
    opType: string,
    inputs: readonly Value[],
    dims: readonly number[],
    attributes?: Readonly<Record<string, Attribute>>,
    type?: ElementType,
  ): Value;
  /** A float32 constant. */
  floats(values: ArrayLike<number>, dims: readonly number[]): Value;
  /** A float32 constant of shape `dims` filled with one number. */
  filled(value: number, dims: readonly number[]): Value;
  /** A float32 number. */
  scalar(value: number): Value;
  /** An int32 constant, such as the rows of a Gather. */
  indices(values: ArrayLike<number>, dims?: readonly number[]): Value;
  /** An int64 list, as shapes, axes and pads are given. */
  lengths(values: readonly number[]): Value;
}
