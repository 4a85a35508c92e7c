import { expect, it } from 'vitest';
import { createLetGo } from '../../../runner/engines/onnx/let-go.ts';
import { Tensor } from '../../../runner/engines/onnx/onnx-runtime.ts';

it('lets go of arrays, whole and in part, and of tensors, and of each more than once', () => {
  const letGo = createLetGo();
  const [alone, left, right, kept] = [new Float32Array(9), ...parts(), new Float32Array(3)] as const;
  letGo.arrays([alone, left, right]);
  letGo.arrays([alone]);
  expect([alone, left, right, kept].map(({ length }) => length)).toEqual([0, 0, 0, 3]);
  const tensor = new Tensor('float32', kept, [3]);
  letGo.tensors([tensor, tensor]);
  expect(kept.length).toBe(0);
});

it('leaves memory alone that threads share', () => {
  const shared = new Float32Array(new SharedArrayBuffer(8));
  createLetGo().arrays([shared]);
  expect(shared.length).toBe(2);
});

function parts(): [Float32Array, Float32Array] {
  const { buffer } = new Float32Array(4);
  return [new Float32Array(buffer, 0, 2), new Float32Array(buffer, 8, 2)];
}
