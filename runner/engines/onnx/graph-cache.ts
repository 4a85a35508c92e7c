import type { InferenceSession, LoadModel, Tensor, TensorMap } from './onnx-runtime.ts';
import { buildReadGraph } from './read-graph.ts';
import { stepNames } from './step-names.ts';

/** Graphs that were loaded, each when it was first needed. */
export class GraphCache {
  readonly #load: LoadModel;
  readonly #loaded = new Map<string, Promise<InferenceSession>>();

  constructor(load: LoadModel) {
    this.#load = load;
  }

  /**
   * @param key tells one graph from another
   * @param resident outputs that may stay on the device
   */
  session(key: string, build: () => Uint8Array, resident: readonly string[]): Promise<InferenceSession> {
    const known = this.#loaded.get(key);
    if (known) return known;
    const made = this.#load(build(), resident);
    this.#loaded.set(key, made);
    return made;
  }

  /** Tensors that are on the device; the tensors' own way back, `getData`, ends the process in ONNX Runtime 1.30 for Node. */
  async read(away: Readonly<Record<string, Tensor>>): Promise<TensorMap> {
    const shapes = Object.entries(away).map(([name, tensor]) => [name, tensor.dims] as const);
    const read = await this.session(`read ${JSON.stringify(shapes)}`, () => buildReadGraph(shapes), []);
    const fetched = await read.run(away);
    return Object.fromEntries(shapes.map(([name]) => [name, fetched[stepNames.next(name)]!]));
  }

  async release(): Promise<void> {
    for (const session of this.#loaded.values()) await (await session).release();
    this.#loaded.clear();
  }
}
