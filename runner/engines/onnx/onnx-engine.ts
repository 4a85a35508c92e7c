import type { Engine, EngineName } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import { layerKinds } from '../../layers/index.ts';
import { OnnxGraph } from '../../lowering/onnx/onnx-graph.ts';
import { findAdapter, findNvidia } from '../adapter.ts';
import { firstLine } from '../first-line.ts';
import { cudaObstacle } from '../nvidia-driver.ts';
import { fileOf } from '../optional/engine-cache.ts';
import { needInstalled } from '../optional/need-installed.ts';
import { preloadLibraries } from '../optional/preload-libraries.ts';
import { findBlock } from './blocked-images.ts';
import { fitsDirectConv } from './direct-conv.ts';
import { openForward } from './onnx-forward.ts';
import { env, InferenceSession, type LoadModel, type SessionOptions } from './onnx-runtime.ts';
import { OnnxSession } from './onnx-session.ts';
import { optimizerOf } from './optimizer.ts';
import type { Lowering } from './segment.ts';

/** Where ONNX Runtime computes: its execution providers. */
export type OnnxDevice = 'cpu' | 'webgpu' | 'cuda';

export interface OnnxOptions {
  /** `cpu` when left out. */
  readonly device?: OnnxDevice;
  /** Threads a session computes with on the CPU; 1 when left out. */
  readonly threads?: number;
  /**
   * `fast` on the CPU when left out, else `plain`: the fused form needs equal windows to give equal sums in all four
   * phases, which is known of the matrix product on the CPU only.
   */
  readonly lowering?: Lowering;
  /** The kinds of layers; those that infoplane brings along when left out. */
  readonly layers?: ReadonlyMap<string, LayerKind>;
}

/**
 * onnx/cpu, onnx/webgpu, onnx/cuda: each kind of step is one ONNX graph, run by ONNX Runtime.
 *
 * On WebGPU the weights, the optimiser's tensors and the samples of the training stay on the device from one step to the next. The binding for Node
 * has no such tensors for CUDA: there they travel with every step.
 * @throws Error when ONNX Runtime cannot compute on the device, or onnx/cuda is not installed
 */
export async function openOnnxEngine(options: OnnxOptions = {}): Promise<Engine> {
  const device = options.device ?? 'cpu';
  const threads = device === 'cpu' ? (options.threads ?? 1) : 1;
  const lowering = options.lowering ?? (device === 'cpu' ? 'fast' : 'plain');
  const common: SessionOptions = {
    executionProviders: [device],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // 4: a node that runs on the CPU beside a GPU is no news to the user.
    logSeverityLevel: device === 'cpu' ? 3 : 4,
  };
  const load: LoadModel = (model, resident) =>
    InferenceSession.create(model, {
      ...common,
      ...(device === 'webgpu' && resident.length > 0
        ? { preferredOutputLocation: Object.fromEntries(resident.map((name) => [name, 'gpu-buffer'])) }
        : {}),
    });
  if (device === 'cuda') {
    const obstacle = cudaObstacle(13);
    if (obstacle) throw new Error(obstacle);
    loadCuda();
    loadDriver();
  }
  if (device !== 'cpu') {
    // what the library itself says of a device that is not there; the error says it too
    env.logLevel = 'fatal';
    await tryDevice(load);
  }
  const engine: EngineName = `onnx/${device}`;
  return {
    numericClass: { engine, version: env.versions.node ?? '', device: await deviceName(device), threads },
    async open(network, session) {
      const { layers } = network;
      const direct = lowering === 'fast' && layers.some((layer) => fitsDirectConv(layer, layers));
      const block = direct ? await findBlock(load) : null;
      const optimizer = optimizerOf(session.training);
      return new OnnxSession(
        { network, kinds: options.layers ?? layerKinds, optimizer, lowering, block },
        session,
        { load, exact: device === 'cpu', keeps: device === 'webgpu' },
      );
    },
    // nodes are not fused: a fused node has other rounding, and whether it is one depends on what is put out
    forward: (model) =>
      openForward(model, (bytes) =>
        InferenceSession.create(bytes, { ...common, graphOptimizationLevel: 'disabled' }),
      ),
    close: async () => {},
  };
}

/**
 * Loads the libraries of CUDA that were installed for onnx/cuda.
 * @throws Error when one of them does not load
 */
export function loadCuda(): void {
  const cuda = needInstalled('onnx/cuda');
  preloadLibraries(cuda.manifest.preload.map((file) => fileOf(cuda, file)));
}

/** Loads the driver's library, since ONNX Runtime does not tell which library it was that it could not load. */
function loadDriver(): void {
  try {
    preloadLibraries(['libcuda.so.1']);
  } catch (cause) {
    throw new Error(`the NVIDIA driver's library does not load: ${firstLine(cause)}`, { cause });
  }
}

/** Runs a graph of one node, so that a device that is not there is known now. */
async function tryDevice(load: LoadModel): Promise<void> {
  const graph = new OnnxGraph();
  graph.output('out', graph.node('Identity', [graph.input('in', 'float32', [1])], [1]));
  const session = await load(graph.encode('try'), []);
  await session.release();
}

async function deviceName(device: OnnxDevice): Promise<string> {
  if (device === 'cpu') return 'cpu';
  const adapter = device === 'webgpu' ? await findAdapter() : findNvidia();
  return adapter?.name ?? device;
}
