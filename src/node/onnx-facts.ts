/** Length of an axis of a tensor of an ONNX graph: a number, a symbol such as `n`, or null where the file does not say. */
export type OnnxLength = number | string | null;

/** A tensor of an ONNX graph, as its file declares it. */
export interface OnnxTensor {
  readonly name: string;
  /** ONNX's number of the type of its elements (1: float32, 11: float64); 0 where the file does not say. */
  readonly elementType: number;
  /** Null where the file does not even say how many axes it has. */
  readonly dims: readonly OnnxLength[] | null;
}

/** A weight or constant that is stored with a graph. */
export interface OnnxInitializer {
  readonly name: string;
  readonly elementType: number;
  readonly dims: readonly number[];
  /** Where its numbers lie when they are in a file beside the graph: relative to it, in bytes; `length` null: to the end. */
  readonly external: {
    readonly location: string;
    readonly offset: number;
    readonly length: number | null;
  } | null;
}

/** What an ONNX file says of its graph. */
export interface OnnxFacts {
  readonly irVersion: number;
  readonly producer: string;
  /** Operator sets by domain; `` is ONNX's own. */
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  /** Inputs that are no initialisers. */
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  readonly initializers: readonly OnnxInitializer[];
  /** What nodes of the graph put out, in its order, the outputs of the graph among them. */
  readonly tensors: readonly OnnxTensor[];
  /** Of tensors that are nothing but another one (`Identity`): its name. */
  readonly copies: ReadonlyMap<string, string>;
  readonly nodes: number;
  /** A node that behaves as in training, such as batch normalisation that moves its statistics on; null where there is none. */
  readonly trainingNode: string | null;
}

/** ONNX's number of float32, in which networks compute that are run here. */
export const onnxFloat32 = 1;

/** Names of ONNX's types of elements, for messages. */
export function onnxTypeName(elementType: number): string {
  return names[elementType] ?? `type ${elementType}`;
}

const names: Readonly<Record<number, string>> = {
  0: 'a type that the file does not say',
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

/** A tensor of a file of weights. */
export interface StoredWeight {
  /** As the format calls it, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** A file of weights, by what its first bytes say. */
export interface CheckpointFacts {
  /** From the study's folder. */
  readonly file: string;
  readonly weights: ReadonlyMap<string, StoredWeight>;
  /** What a listing says of it, or its name; null where neither does. */
  readonly iteration: number | null;
  readonly epoch: number | null;
}

/** Files of networks, as the compiler asks for them. Paths are relative to the study's folder. */
export interface NetworkFiles {
  /** @throws RunError when the file is not there, or is none */
  network(file: string): OnnxFacts;
  /** Files beside a graph that hold some of its numbers. @throws RunError when one is not there or too short */
  beside(file: string, facts: OnnxFacts): readonly string[];
  /**
   * The files that patterns or listings name, in the order of their names.
   * @throws RunError when a listing or a file is damaged, or not there
   */
  checkpoints(patterns: readonly string[]): readonly CheckpointFacts[];
  /**
   * Shapes of tensors that the file does not tell, as a run on samples of zeros shows them, by name; null where no run was
   * made yet: it is noted as wanted.
   * @param input shape of the samples, their number first
   */
  shapes(
    file: string,
    tensors: readonly string[],
    input: readonly number[],
  ): ReadonlyMap<string, readonly number[]> | null;
}
