/** float32 numbers in C order, with their shape. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A graph from elsewhere that an engine runs forward. Calls on a session must not overlap. */
export interface ForwardSession {
  /**
   * @param feeds every input of the graph, by name
   * @param outputs of the graph that are wanted
   * @returns those of them that are float32, by name
   * @throws RunError with the library's own words when it cannot compute that
   */
  run(
    feeds: ReadonlyMap<string, FloatTensor>,
    outputs: readonly string[],
  ): Promise<ReadonlyMap<string, FloatTensor>>;
  close(): Promise<void>;
}
