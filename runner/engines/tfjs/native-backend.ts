import util from 'node:util';
import { isMainThread } from 'node:worker_threads';
import type { Tensorflow } from '../../contract/tensorflow.ts';
import { fileOf, type InstalledEngine } from '../optional/engine-cache.ts';
import { engineModules } from '../optional/engine-modules.ts';
import { preloadLibraries } from '../optional/preload-libraries.ts';
import type { NativeBinding } from './native-binding.ts';

/** Name under which the native backend is known to TensorFlow.js. */
export const nativeBackend = 'tensorflow';

/** The backend on TensorFlow's own library, as far as it is used here. */
export interface NativeBackend {
  readonly binding: NativeBinding;
  readonly isUsingGpuDevice: boolean;
  /** Whose library was loaded into this process, and with how many threads. */
  readonly origin: { readonly folder: string; readonly threads: number };
}

/** What TensorFlow reads when its library is loaded; from then on it is as it is for the whole process. */
function settingsFor(threads: number): Readonly<Record<string, string>> {
  return {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    TF_DETERMINISTIC_OPS: '1',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // products of float32 in float32, as everywhere else
    NVIDIA_TF32_OVERRIDE: '0',
  };
}

/** What the user may have set otherwise. */
const customary: Readonly<Record<string, string>> = { TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '1' };

/**
 * Loads TensorFlow's library and makes its backend known to `tf`; in a process that has it already, gives what is there. A
 * process can have one such library with one number of threads.
 * @throws Error when the library cannot be loaded, or this process has another one
 */
export async function startNativeBackend(
  tf: Tensorflow,
  engine: InstalledEngine,
  threads: number,
): Promise<NativeBackend> {
  if (!tf.findBackendFactory(nativeBackend)) register(tf, engine, threads);
  if (!(await tf.setBackend(nativeBackend))) throw new Error('TensorFlow does not start');
  const backend: object = tf.findBackend(nativeBackend);
  if (!isNative(backend))
    throw new Error("this process has loaded TensorFlow by other means than infoplane's");
  const { folder, threads: loaded } = backend.origin;
  if (folder !== engine.folder)
    throw new Error(`this process has loaded the TensorFlow of ${folder} already`);
  if (loaded !== threads)
    throw new Error(`this process has loaded TensorFlow with ${loaded} thread(s), not ${threads}, already`);
  return backend;
}

function isNative(backend: object): backend is NativeBackend {
  return 'binding' in backend && 'origin' in backend;
}

function register(tf: Tensorflow, engine: InstalledEngine, threads: number): void {
  // a thread's environment is its own copy, which the library does not see
  if (!isMainThread) throw new Error("TensorFlow is loaded in a process's main thread only");
  Object.assign(process.env, settingsFor(threads));
  for (const [name, value] of Object.entries(customary)) process.env[name] ??= value;
  // gone in Node 23, and with a warning before
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  const [bindingFile] = engine.manifest.files;
  const modules = engineModules(engine);
  const dist = 'node_modules/@tensorflow/tfjs-node-gpu/dist';
  modules.give('@tensorflow/tfjs', tf);
  modules.give('@tensorflow/tfjs-core', tf);
  // messages for TensorBoard
  modules.give(fileOf(engine, `${dist}/proto/api_pb.js`), {});
  preloadLibraries(engine.manifest.preload.map((file) => fileOf(engine, file)));
  const binding = modules.load(bindingFile!) as NativeBinding;
  modules.load(`${dist}/register_all_kernels.js`);
  const { NodeJSKernelBackend } = modules.load(`${dist}/nodejs_kernel_backend.js`) as {
    NodeJSKernelBackend: new (binding: NativeBinding, name: string) => NativeBackend;
  };
  const origin = { folder: engine.folder, threads };
  const make = () => Object.assign(new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'), { origin });
  tf.registerBackend(nativeBackend, make as () => never, 0);
}
