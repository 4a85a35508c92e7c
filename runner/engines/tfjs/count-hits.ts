/** Samples whose largest logit, the first one on a tie, is their class. */
export function countHits(logits: Float32Array, labels: Int32Array): number {
  const classes = logits.length / labels.length;
  return labels.reduce((hits, label, sample) => {
    const own = logits.subarray(sample * classes, (sample + 1) * classes);
    return hits + (own.indexOf(Math.max(...own)) === label ? 1 : 0);
  }, 0);
}
