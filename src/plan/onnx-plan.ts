/** A network in an ONNX file, run forward at its checkpoints. Files are relative to the study's folder. */
export interface OnnxPlan {
  readonly file: string;
  /** Its input, and the axes that it has behind the samples. */
  readonly input: string;
  readonly shape: readonly number[];
  /** Its logits; null where no output has a number for each class. */
  readonly output: string | null;
  /** Samples that it takes at once; null: any number. */
  readonly batch: number | null;
  /** Tensors that every checkpoint gives; none where the file's own weights are the only ones. */
  readonly weights: readonly string[];
  /** By iteration, ascending. `file` null: the weights in the ONNX file. */
  readonly checkpoints: readonly { readonly iteration: number; readonly file: string | null }[];
}
