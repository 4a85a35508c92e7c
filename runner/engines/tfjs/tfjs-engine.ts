import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// The gradients come with this package; tfjs-core ships them in a form that Node cannot load.
import '@tensorflow/tfjs-layers';
import type { Engine, EngineName } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import { layerKinds } from '../../layers/index.ts';
import { findAdapter, findNvidia } from '../adapter.ts';
import { cudaObstacle } from '../nvidia-driver.ts';
import { engineModules } from '../optional/engine-modules.ts';
import { needInstalled } from '../optional/need-installed.ts';
import { loadWebgpu } from '../webgpu-package.ts';
import { nativeBackend, startNativeBackend } from './native-backend.ts';
import { TfjsSession } from './tfjs-session.ts';

/** Where TensorFlow.js computes: `native` is TensorFlow's own library on the CPU. */
export type TfjsDevice = 'cpu' | 'native' | 'webgpu' | 'cuda';

export interface TfjsOptions {
  /** `cpu` when left out. */
  readonly device?: TfjsDevice;
  /** Threads of `native`, the same for the whole process; 1 when left out. All others have one. */
  readonly threads?: number;
  /** The kinds of layers; those that infoplane brings along when left out. */
  readonly layers?: ReadonlyMap<string, LayerKind>;
}

/** A backend that has been started, and what the numeric class says of it. */
interface Started {
  readonly backend: string;
  readonly device: string;
  readonly version: string;
  readonly threads: number;
}

/**
 * tfjs/cpu, tfjs/native, tfjs/webgpu, tfjs/cuda: the network run eagerly by TensorFlow.js, with its own gradients. On the CPU
 * it is plain JavaScript: slow, always there. Sessions of several of these engines can take turns in a process. Where
 * places of a maximum tie, the WebGPU backend gives the gradient to the last of them, all others to the first.
 * @throws Error when the engine is not installed, or there is no such device
 */
export async function openTfjsEngine({
  device = 'cpu',
  threads = 1,
  layers = layerKinds,
}: TfjsOptions = {}): Promise<Engine> {
  tf.enableProdMode();
  const { backend, ...started } = await devices[device](threads);
  const engine: EngineName = `tfjs/${device}`;
  return {
    numericClass: { engine, ...started },
    open: async (network, options) => new TfjsSession({ tf, backend }, layers, network, options),
    close: async () => {},
  };
}

const devices: Readonly<Record<TfjsDevice, (threads: number) => Promise<Started>>> = {
  async cpu() {
    await start('cpu');
    return { backend: 'cpu', device: 'cpu', version: tf.version_core, threads: 1 };
  },
  async native(threads) {
    const { binding } = await startNativeBackend(tf, needInstalled('tfjs/native'), threads);
    // the other of the two ways in which its kernels compute gives other bits
    const oneDnn = /^(0|false)$/i.test(process.env.TF_ENABLE_ONEDNN_OPTS ?? '') ? '' : ' oneDNN';
    return { backend: nativeBackend, device: 'cpu', version: `${binding.TF_Version}${oneDnn}`, threads };
  },
  async webgpu() {
    const webgpu = await needWebgpu();
    const adapter = await findAdapter();
    if (!adapter) throw new Error('no graphics adapter was found');
    // The backend looks for WebGPU where a browser has it.
    Object.assign(globalThis, webgpu.globals);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu: webgpu.create([]) }, configurable: true });
    const modules = engineModules(needInstalled('tfjs/webgpu'));
    modules.give('@tensorflow/tfjs-core', tf);
    modules.load('node_modules/@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.node.js');
    await start('webgpu');
    return { backend: 'webgpu', device: adapter.name, version: tf.version_core, threads: 1 };
  },
  async cuda() {
    const obstacle = cudaObstacle(12);
    if (obstacle) throw new Error(obstacle);
    const { binding, isUsingGpuDevice } = await startNativeBackend(tf, needInstalled('tfjs/cuda'), 1);
    if (!isUsingGpuDevice) throw new Error('TensorFlow finds no GPU that it can compute on');
    const device = findNvidia()?.name ?? 'cuda';
    return { backend: nativeBackend, device, version: binding.TF_Version, threads: 1 };
  },
};

/**
 * Loads what was installed for a device that is not here.
 * @throws Error when it does not load
 */
export async function loadDevice(device: 'webgpu' | 'cuda'): Promise<void> {
  tf.enableProdMode();
  if (device === 'webgpu') await needWebgpu();
  else await startNativeBackend(tf, needInstalled('tfjs/cuda'), 1);
}

async function needWebgpu() {
  needInstalled('tfjs/webgpu');
  const webgpu = await loadWebgpu();
  if (!webgpu) throw new Error('the package webgpu does not run here');
  return webgpu;
}

async function start(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js cannot start its backend ${backend}`);
}
