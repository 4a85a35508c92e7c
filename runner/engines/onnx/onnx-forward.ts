import { RunError } from '../../../src/node/run-error.ts';
import type { FloatTensor, ForwardSession } from '../../contract/forward.ts';
import { type InferenceSession, Tensor } from './onnx-runtime.ts';

/**
 * A graph from elsewhere on ONNX Runtime.
 * @param load makes a runtime session of its bytes
 * @throws RunError with the runtime's own words when it refuses the graph: an operator or operator set that it does not have
 */
export async function openForward(
  model: Uint8Array,
  load: (model: Uint8Array) => Promise<InferenceSession>,
): Promise<ForwardSession> {
  const session = await inWords('ONNX Runtime refuses the network', () => load(model));
  return {
    async run(feeds, outputs) {
      const tensors = Object.fromEntries(
        [...feeds].map(([name, { shape, values }]) => [name, new Tensor('float32', values, shape)]),
      );
      const fetched = await inWords('ONNX Runtime cannot run the network', () =>
        session.run(tensors, outputs),
      );
      const found = new Map<string, FloatTensor>();
      for (const [name, { data, dims }] of Object.entries(fetched))
        if (data instanceof Float32Array) found.set(name, { shape: dims, values: data });
      return found;
    },
    close: () => session.release(),
  };
}

async function inWords<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const hint = 'export it with another `opset_version`, or without the operator that the message names';
    throw new RunError(`${what}: ${said.trim()}`, { hint, cause });
  }
}
