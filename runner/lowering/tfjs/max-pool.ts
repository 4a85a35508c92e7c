import type { Tensor4D, Tensorflow } from '../../contract/tensorflow.ts';

/** Square windows over `[samples, height, width, channels]`. */
interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly padding: 'valid' | 'same';
  readonly rows: Placement;
  readonly columns: Placement;
}

/** How many windows lie along an axis, and the absent places before and after it. */
interface Placement {
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/** Stands for an absent place: no maximum is smaller. */
const lowestFloat = -3.4028234663852886e38;

/**
 * The maximum over windows, whose gradient gives a tied maximum to the first of the tied places in reading order.
 *
 * TensorFlow.js' own gradient does so on its cpu backend, and that of TensorFlow's library on the CPU; on others it gives them to
 * the last place, or to one that nobody promises. There the gradient is made of comparisons, place by place of the window.
 */
export function maxPool(tf: Tensorflow, maps: Tensor4D, windows: Windows): Tensor4D {
  const { size, stride, padding } = windows;
  if (givesFirst(tf)) return tf.maxPool(maps, size, stride, padding);
  return maxPoolByComparison(tf, maps, windows);
}

/** Whether the gradient of a tied maximum goes to the first place on the backend that computes. */
function givesFirst(tf: Tensorflow): boolean {
  const native = tf.getBackend() === 'tensorflow' ? (tf.backend() as { isUsingGpuDevice?: boolean }) : null;
  return tf.getBackend() === 'cpu' || native?.isUsingGpuDevice === false;
}

/** The same on any backend. */
export function maxPoolByComparison(tf: Tensorflow, maps: Tensor4D, windows: Windows): Tensor4D {
  const { size, stride, padding } = windows;
  const pooled = tf.customGrad((input, save) => {
    const largest = tf.maxPool(input as Tensor4D, size, stride, padding);
    (save as (tensors: Tensor4D[]) => void)([input as Tensor4D, largest]);
    return {
      value: largest,
      gradFunc: (error, saved) => {
        const [before, after] = saved as [Tensor4D, Tensor4D];
        return firstWinners(tf, { input: before, largest: after, error: error as Tensor4D }, windows);
      },
    };
  });
  return pooled(maps) as Tensor4D;
}

interface Pooled {
  readonly input: Tensor4D;
  readonly largest: Tensor4D;
  /** The gradient of what was pooled. */
  readonly error: Tensor4D;
}

/** The gradient of the input: each window gives its error to the first place that holds its maximum. */
function firstWinners(tf: Tensorflow, { input, largest, error }: Pooled, windows: Windows): Tensor4D {
  const { size, stride, rows, columns } = windows;
  const [samples, height, width, channels] = input.shape;
  const [padded, tall, wide] = [padding(tf, input, windows), ...paddedSize(input, windows)];
  let open: Tensor4D = tf.onesLike(largest);
  let sum: Tensor4D = tf.zeros([samples, tall, wide, channels]);
  for (let place = 0; place < size * size; place++) {
    const [row, column] = [Math.floor(place / size), place % size];
    const ends = [
      samples,
      row + (rows.count - 1) * stride + 1,
      column + (columns.count - 1) * stride + 1,
      channels,
    ];
    const here = tf.stridedSlice(padded, [0, row, column, 0], ends, [1, stride, stride, 1]);
    const wins = tf.mul(tf.cast(tf.equal(here, largest), 'float32'), open) as Tensor4D;
    open = tf.sub(open, wins);
    const spread = spreadOut(tf, tf.mul(wins, error) as Tensor4D, stride);
    const [, h, w] = spread.shape;
    const around: [number, number][] = [
      [0, 0],
      [row, tall - row - h],
      [column, wide - column - w],
      [0, 0],
    ];
    sum = tf.add(sum, tf.pad(spread, around));
  }
  return tf.slice4d(sum, [0, rows.before, columns.before, 0], [samples, height, width, channels]);
}

function padding(tf: Tensorflow, input: Tensor4D, { rows, columns }: Windows): Tensor4D {
  const around: [number, number][] = [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ];
  return tf.pad(input, around, lowestFloat);
}

function paddedSize(input: Tensor4D, { rows, columns }: Windows): [number, number] {
  const [, height, width] = input.shape;
  return [rows.before + height + rows.after, columns.before + width + columns.after];
}

/** Puts `stride - 1` zeros between neighbours along both axes. */
function spreadOut(tf: Tensorflow, maps: Tensor4D, stride: number): Tensor4D {
  if (stride === 1) return maps;
  const [samples, height, width, channels] = maps.shape;
  const gaps = (tensor: Tensor4D) =>
    tf.pad(tensor, [
      [0, 0],
      [0, 0],
      [0, stride - 1],
      [0, 0],
    ]);
  const tall = gaps(tf.reshape(maps, [samples, height, 1, width * channels]));
  const wide = gaps(tf.reshape(tall, [samples * height * stride, width, 1, channels]));
  const whole = tf.reshape(wide, [samples, height * stride, width * stride, channels]) as Tensor4D;
  const [h, w] = [(height - 1) * stride + 1, (width - 1) * stride + 1];
  return tf.slice4d(whole, [0, 0, 0, 0], [samples, h, w, channels]);
}
