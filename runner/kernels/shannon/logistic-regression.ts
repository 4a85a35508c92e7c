import { type Minimum, minimise } from './minimise.ts';

/** Rows of features with their classes, 0 to classes - 1. */
export interface LabelledRows {
  /** [n, d] float64 */
  readonly features: Float64Array;
  /** [n] */
  readonly labels: ArrayLike<number>;
}

/** Weights [classes, d + 1], the bias last in each row. */
export type LinearClassifier = Minimum;

/**
 * Multinomial logistic regression.
 *
 * Minimises the mean cross-entropy of softmax(W f + b), in nats, plus l2 / 2 |W|^2; biases are not penalised. The
 * problem is convex; it starts at zero, so the same rows give the same weights.
 *
 * @param l2 at least 0; at 0 separable classes have no finite minimum and the iterations end at their limit
 * @param classes at least 2
 * @returns the weights [classes, d + 1], and whether every entry of the gradient is at most 1e-6
 * Complexity: 4 n d classes multiply-adds a step, 500 steps at most. Error: some 1e-6 / l2 in a weight; within
 * 1e-3 of SciPy's BFGS at l2 = 0.01, which stops at a larger slope.
 * @source Bishop 2006, Pattern Recognition and Machine Learning, section 4.3.4
 */
export function fitLogistic(
  { features, labels }: LabelledRows,
  classes: number,
  l2: number,
): LinearClassifier {
  const n = labels.length;
  const d = features.length / n;
  const scores = new Float64Array(classes);
  const loss = (weights: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let sum = 0;
    for (let i = 0; i < n; i += 1) {
      const label = labels[i]!;
      sum -= logSoftmax(weights, features, i * d, d, scores)[label]!;
      for (let c = 0; c < classes; c += 1) {
        const slope = (Math.exp(scores[c]!) - (c === label ? 1 : 0)) / n;
        const row = c * (d + 1);
        for (let k = 0; k < d; k += 1) gradient[row + k]! += slope * features[i * d + k]!;
        gradient[row + d]! += slope;
      }
    }
    let squares = 0;
    for (let c = 0; c < classes; c += 1) {
      for (let at = c * (d + 1); at < c * (d + 1) + d; at += 1) {
        squares += weights[at]! * weights[at]!;
        gradient[at]! += l2 * weights[at]!;
      }
    }
    return sum / n + (l2 / 2) * squares;
  };
  return minimise(loss, new Float64Array(classes * (d + 1)), { tolerance: 1e-6, most: 500 });
}

/**
 * The class with the greatest score of each row; a tie goes to the smaller class number.
 *
 * @param weights [classes, d + 1], as `fitLogistic` gives them
 * @returns [n]
 * Complexity: n d classes multiply-adds. Error: none but in ties.
 */
export function likeliestClasses(
  weights: Float64Array,
  { features, labels }: LabelledRows,
  classes: number,
): Uint32Array {
  const n = labels.length;
  const d = weights.length / classes - 1;
  const scores = new Float64Array(classes);
  return Uint32Array.from({ length: n }, (_, i) => {
    logSoftmax(weights, features, i * d, d, scores);
    return scores.indexOf(Math.max(...scores));
  });
}

/** Writes the logarithms of the class probabilities of the row that begins at `from` into `scores`. */
function logSoftmax(
  weights: Float64Array,
  features: Float64Array,
  from: number,
  d: number,
  scores: Float64Array,
): Float64Array {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < scores.length; c += 1) {
    const row = c * (d + 1);
    let score = weights[row + d]!;
    let odd = 0;
    // Two sums side by side, so that one addition need not wait for the other.
    for (let k = 0; k + 1 < d; k += 2) {
      score += weights[row + k]! * features[from + k]!;
      odd += weights[row + k + 1]! * features[from + k + 1]!;
    }
    if (d % 2 === 1) odd += weights[row + d - 1]! * features[from + d - 1]!;
    score += odd;
    scores[c] = score;
    greatest = Math.max(greatest, score);
  }
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - greatest);
  const norm = greatest + Math.log(sum);
  for (let c = 0; c < scores.length; c += 1) scores[c]! -= norm;
  return scores;
}
