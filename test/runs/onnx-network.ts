import {
  attributeTypes,
  elementTypes,
  encodeModel,
  type NodeMessage,
  type TensorMessage,
} from '../../runner/lowering/onnx/model-proto.ts';

const shapes: readonly (readonly [string, readonly number[]])[] = [
  ['conv1.weight', [6, 1, 5, 5]],
  ['conv1.bias', [6]],
  ['conv2.weight', [16, 6, 5, 5]],
  ['conv2.bias', [16]],
  ['fc1.weight', [120, 256]],
  ['fc1.bias', [120]],
  ['fc2.weight', [84, 120]],
  ['fc2.bias', [84]],
  ['fc3.weight', [10, 84]],
  ['fc3.bias', [10]],
];

/** LeNet-5 of images 28 x 28 with ReLU as ONNX's own operators compute it: tensors c1, p1, c2, p2, f1, f2, logits; zeros for weights. */
export function lenet5Network(): Uint8Array {
  const node = (opType: string, input: readonly string[], output: string, ints: Ints = {}): NodeMessage => ({
    name: output,
    opType,
    input,
    output: [output],
    attribute: Object.entries(ints).map(([name, value]) =>
      typeof value === 'number'
        ? { name, type: attributeTypes.int, i: value }
        : { name, type: attributeTypes.ints, ints: value },
    ),
  });
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  const dense = (input: string, layer: string, output: string) =>
    node('Gemm', [input, `${layer}.weight`, `${layer}.bias`], output, { transB: 1 });
  const initializer = shapes.map(
    ([name, dims]): TensorMessage => ({
      name,
      dims,
      dataType: elementTypes.float32,
      rawData: new Uint8Array(4 * dims.reduce((product, length) => product * length, 1)),
    }),
  );
  return encodeModel({
    name: 'lenet5',
    node: [
      node('Conv', ['x', 'conv1.weight', 'conv1.bias'], 'z1'),
      node('Relu', ['z1'], 'c1'),
      node('MaxPool', ['c1'], 'p1', pool),
      node('Conv', ['p1', 'conv2.weight', 'conv2.bias'], 'z2'),
      node('Relu', ['z2'], 'c2'),
      node('MaxPool', ['c2'], 'p2', pool),
      node('Flatten', ['p2'], 'flat'),
      dense('flat', 'fc1', 'a1'),
      node('Relu', ['a1'], 'f1'),
      dense('f1', 'fc2', 'a2'),
      node('Relu', ['a2'], 'f2'),
      dense('f2', 'fc3', 'logits'),
    ],
    initializer,
    input: [{ name: 'x', elementType: elementTypes.float32, dims: [-1, 1, 28, 28] }],
    output: [{ name: 'logits', elementType: elementTypes.float32, dims: [-1, 10] }],
  });
}

type Ints = Readonly<Record<string, number | readonly number[]>>;
