import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineFailure } from '../../../src/node/machine-failure.ts';
import { RunError } from '../../../src/node/run-error.ts';
import {
  type EngineManifest,
  enginesFolder,
  type InstalledEngine,
  manifestName,
  type OptionalEngine,
  optionalEngines,
} from '../optional/engine-cache.ts';
import type { SelfTest } from '../self-test.ts';
import { lockInstallation } from './install-lock.ts';
import { onnxCudaRecipe } from './onnx-cuda-recipe.ts';
import type { Made, Recipe, RecipeOptions } from './recipe.ts';
import { tensorflowRecipe } from './tensorflow-recipe.ts';
import { webgpuRecipe } from './webgpu-recipe.ts';
import type { Workshop } from './workshop.ts';

const recipes: Readonly<Record<OptionalEngine, Recipe>> = {
  'tfjs/native': tensorflowRecipe('cpu'),
  'tfjs/cuda': tensorflowRecipe('cuda'),
  'tfjs/webgpu': webgpuRecipe,
  'onnx/cuda': onnxCudaRecipe,
};

/** What came of proving an engine. */
export interface Proof {
  /** Null where its device is not here, so that its library was loaded and nothing computed. */
  readonly selfTest: SelfTest | null;
  /** Why it does not work; null when nothing speaks against it. */
  readonly failure: string | null;
}

/** Proves the engine of a cache, in a process of its own. */
export type Prove = (name: OptionalEngine, env: Workshop['env']) => Promise<Proof>;

/** Installs an optional engine into the user's cache, as `installByRecipe` does. */
export function installEngine(
  name: OptionalEngine,
  options: RecipeOptions,
  workshop: Workshop,
  prove: Prove,
): Promise<InstalledEngine> {
  return installByRecipe(recipes[name], name, options, workshop, prove);
}

/**
 * Installs an optional engine into the user's cache. It is made and proved in a folder of its own, which then becomes the
 * engine's in one step: whoever looks sees the whole of it, or what was there before.
 * @throws RunError when something is missing here or cannot be fetched, or the engine does not pass its self-test
 */
export async function installByRecipe(
  recipe: Recipe,
  name: OptionalEngine,
  options: RecipeOptions,
  workshop: Workshop,
  prove: Prove,
): Promise<InstalledEngine> {
  if (options.python !== undefined && !recipe.takesPython)
    throw new RunError(`${name} takes nothing from Python`, { hint: 'leave --python out', exitCode: 2 });
  await recipe.check(workshop, options);
  const all = enginesFolder(workshop.env);
  const slug = name.replace('/', '-');
  const unlock = await inCache(all, async () => {
    await mkdir(all, { recursive: true });
    return lockInstallation(all, slug);
  });
  const staging = join(all, `.new-${slug}`);
  try {
    // what a process that was killed left behind
    await rm(staging, { recursive: true, force: true });
    return await inCache(all, () => makeAndMove(name, { recipe, options, workshop, prove, all, staging }));
  } finally {
    await rm(staging, { recursive: true, force: true });
    await unlock();
  }
}

interface Work {
  readonly recipe: Recipe;
  readonly options: RecipeOptions;
  readonly workshop: Workshop;
  readonly prove: Prove;
  readonly all: string;
  readonly staging: string;
}

async function makeAndMove(name: OptionalEngine, work: Work): Promise<InstalledEngine> {
  const { recipe, options, workshop, prove, all, staging } = work;
  // laid out as a cache, so that the process that proves it finds this engine and no other
  const env = { ...workshop.env, XDG_CACHE_HOME: staging };
  const folder = join(enginesFolder(env), name.replace('/', '-'));
  await mkdir(folder, { recursive: true });
  const made = await recipe.make(workshop, folder, options);
  const manifest = manifestOf(name, made);
  const write = (whole: EngineManifest) =>
    writeFile(join(folder, manifestName), `${JSON.stringify(whole, null, 2)}\n`);
  await write(manifest);
  workshop.step('proving it by a small training');
  const { selfTest, failure } = await prove(name, env);
  workshop.signal.throwIfAborted();
  if (failure !== null)
    throw new RunError(`${name} was made and does not work here, and is not kept: ${failure}`, {
      hint: '`infoplane doctor` says which engines work here',
    });
  const proved = { ...manifest, selfTest };
  await write(proved);
  const place = join(all, folderName(proved));
  await moveAway(place, staging);
  await rename(folder, place);
  return { folder: place, manifest: proved };
}

function manifestOf(name: OptionalEngine, made: Made): EngineManifest {
  const installed = new Date().toISOString();
  return { engine: name, library: optionalEngines[name], ...made, installed, selfTest: null };
}

/** Such as `tfjs-native-4.22.0-2.21.0`: the engine with the versions of its packages. */
function folderName({ engine, library, packages }: EngineManifest): string {
  const versions = [library, ...Object.values(packages)];
  return [engine.replace('/', '-'), ...new Set(versions)].join('-');
}

/** An engine that is in use is not taken away from under it: its files go when the last process closes them. */
async function moveAway(place: string, staging: string): Promise<void> {
  try {
    await rename(place, join(staging, 'before'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
}

async function inCache<T>(all: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const failure = machineFailure(cause, `the cache of engines ${all} cannot be written`);
    if (cause instanceof RunError || failure === null) throw cause;
    const hint = `${failure.hint}; XDG_CACHE_HOME names another cache`;
    throw new RunError(failure.message, { hint, cause });
  }
}
