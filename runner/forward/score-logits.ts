/** How a network tells classes apart. */
export interface Score {
  /** Sum over the samples of -ln softmax(logits)[class], in nats. */
  readonly loss: number;
  /** Samples whose largest logit, the first one on a tie, is their class. */
  readonly correct: number;
}

/**
 * Cross-entropy and hits of logits, in float64: O(samples classes).
 * @param logits `[samples, classes]`
 * @example scoreLogits(Float32Array.of(0, Math.log(3)), Int32Array.of(1)) // { loss: 0.2877, correct: 1 }
 */
export function scoreLogits(logits: Float32Array, labels: Int32Array): Score {
  const classes = logits.length / labels.length;
  let loss = 0;
  let correct = 0;
  labels.forEach((label, sample) => {
    const row = logits.subarray(sample * classes, (sample + 1) * classes);
    let best = 0;
    for (let place = 1; place < classes; place++) if (row[place]! > row[best]!) best = place;
    let sum = 0;
    for (const value of row) sum += Math.exp(value - row[best]!);
    loss += Math.log(sum) + row[best]! - row[label]!;
    if (best === label) correct++;
  });
  return { loss, correct };
}
