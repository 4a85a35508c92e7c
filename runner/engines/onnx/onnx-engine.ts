import { env, InferenceSession } from 'onnxruntime-node';
import { layerKinds } from '../../layers/index.ts';
import type { Engine } from '../engine.ts';
import { OnnxSession } from './onnx-session.ts';
import { optimizerOf } from './optimizer.ts';
import type { Lowering } from './segment.ts';

export interface OnnxOptions {
  /** Threads a session computes with; 1 when left out. */
  readonly threads?: number;
  /** `fast` when left out. */
  readonly lowering?: Lowering;
}

/** onnx/cpu: each kind of step is one ONNX graph, run by ONNX Runtime. */
export async function openOnnxEngine(options: OnnxOptions = {}): Promise<Engine> {
  const threads = options.threads ?? 1;
  const lowering = options.lowering ?? 'fast';
  const load = (model: Uint8Array) =>
    InferenceSession.create(model, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
  return {
    numericClass: { engine: 'onnx/cpu', version: env.versions.node ?? '', device: 'cpu', threads },
    open: async (network, session) =>
      new OnnxSession(
        { network, kinds: layerKinds, optimizer: optimizerOf(session.training), lowering },
        session,
        load,
      ),
    close: async () => {},
  };
}
