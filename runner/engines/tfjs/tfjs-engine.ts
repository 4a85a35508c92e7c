import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// The gradients come with this package; tfjs-core ships them in a form that Node cannot load.
import '@tensorflow/tfjs-layers';
import type { Engine, EngineName } from '../../contract/engine.ts';
import type { LayerKind } from '../../contract/layer.ts';
import { layerKinds } from '../../layers/index.ts';
import { findAdapter, findNvidia } from '../adapter.ts';
import { loadWebgpu } from '../webgpu-package.ts';
import { TfjsSession } from './tfjs-session.ts';

/** Where TensorFlow.js computes. */
export type TfjsDevice = 'cpu' | 'webgpu' | 'cuda';

/**
 * tfjs/cpu, tfjs/webgpu, tfjs/cuda: the network run eagerly by TensorFlow.js, with its own gradients. On the CPU it is
 * plain JavaScript: slow, always there. TensorFlow.js has one backend at a time in a process: that of the engine opened
 * last. Where places of a maximum tie, its WebGPU backend gives the gradient to the last of them, all others to the
 * first.
 * @throws Error when the packages of the device are not installed, or there is no such device
 */
export async function openTfjsEngine(
  device: TfjsDevice = 'cpu',
  layers: ReadonlyMap<string, LayerKind> = layerKinds,
): Promise<Engine> {
  tf.enableProdMode();
  const { backend, name } = await devices[device]();
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js cannot start its backend ${backend}`);
  await tf.ready();
  const engine: EngineName = `tfjs/${device}`;
  return {
    numericClass: { engine, version: tf.version_core, device: name, threads: 1 },
    open: async (network, options) => new TfjsSession(tf, layers, network, options),
    close: async () => {},
  };
}

/** What makes the backends known to TensorFlow.js. */
const devices: Readonly<Record<TfjsDevice, () => Promise<{ backend: string; name: string }>>> = {
  cpu: async () => ({ backend: 'cpu', name: 'cpu' }),
  async webgpu() {
    const webgpu = await loadWebgpu();
    if (!webgpu) throw new Error('the package webgpu is not installed');
    const adapter = await findAdapter();
    if (!adapter) throw new Error('no graphics adapter was found');
    // The backend looks for WebGPU where a browser has it.
    Object.assign(globalThis, webgpu.globals);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu: webgpu.create([]) }, configurable: true });
    await load('@tensorflow/tfjs-backend-webgpu');
    return { backend: 'webgpu', name: adapter.name };
  },
  async cuda() {
    await load('@tensorflow/tfjs-node-gpu');
    return { backend: 'tensorflow', name: findNvidia()?.name ?? 'cuda' };
  },
};

/** Loads an optional package, which registers its backend. */
async function load(name: string): Promise<void> {
  try {
    await import(name);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (missing) throw new Error(`the package ${name} is not installed`, { cause });
    throw cause;
  }
}
