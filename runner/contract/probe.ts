import type { LayerProducts, Taps, Tensors } from './engine.ts';

/** What a probe kind does: says which tensors it needs of the layers, and takes them from what the engine gave. */
export interface ProbeNode {
  /** @param loss of error signals: place of their loss among those of the network; the total when left out */
  readonly taps: (layers: readonly number[], loss?: number) => Taps;
  /**
   * Whether `read` hands on inner products of activations as the engine gives them, which is faster where estimators can do
   * with them. A probe that makes something of the activations leaves it out, and is given the tensors.
   */
  readonly takesProducts?: true;
  readonly read: (
    tensors: Tensors,
    loss?: number,
  ) => {
    readonly layers: ReadonlyMap<number, Float32Array>;
    /** Of layers whose activations were asked for in this form. */
    readonly products?: ReadonlyMap<number, LayerProducts>;
    /** d_L for error signals, else empty. */
    readonly lossError: Float32Array;
  };
}
