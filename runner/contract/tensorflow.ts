import type * as tensorflow from '@tensorflow/tfjs-core';

/** TensorFlow.js as an argument, so that layer files need no library. */
export type Tensorflow = typeof tensorflow;
export type Tensor = tensorflow.Tensor;
export type Tensor2D = tensorflow.Tensor2D;
export type Tensor4D = tensorflow.Tensor4D;
export type Scalar = tensorflow.Scalar;
