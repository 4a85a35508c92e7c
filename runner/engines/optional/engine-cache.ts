import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { userCache } from '../../../src/node/user-cache.ts';
import type { EngineName } from '../../contract/engine.ts';
import type { SelfTest } from '../self-test.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Engines that are not part of infoplane's own packages, and the version of the library that each goes with. */
export const optionalEngines = {
  'tfjs/native': '4.22.0',
  'tfjs/cuda': '4.22.0',
  'tfjs/webgpu': '4.22.0',
  'onnx/cuda': '1.30.0',
} as const satisfies Partial<Record<EngineName, string>>;

export type OptionalEngine = keyof typeof optionalEngines;

/** Whether an engine of that name is installed apart from infoplane. */
export function isOptional(name: string): name is OptionalEngine {
  return Object.hasOwn(optionalEngines, name);
}

/** What `engine.json` in the folder of an engine says. */
export interface EngineManifest {
  readonly engine: OptionalEngine;
  /** Version of TensorFlow.js or ONNX Runtime, of `optionalEngines`. */
  readonly library: string;
  /** What was installed, by name: packages of npm and PyPI with their versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** Files that the library is made of, which have to be there; from the engine's folder, or absolute in a Python environment. */
  readonly files: readonly string[];
  /** Shared libraries of CUDA that are loaded before it, in this order; as `files`. */
  readonly preload: readonly string[];
  /** Python environment that the libraries belong to; null where they are the engine's own. */
  readonly python: string | null;
  /** When it was installed, as ISO 8601. */
  readonly installed: string;
  /** How it was proved; null where there was no GPU to prove it on. */
  readonly selfTest: SelfTest | null;
}

export interface InstalledEngine {
  readonly folder: string;
  readonly manifest: EngineManifest;
}

export const manifestName = 'engine.json';

/** Folder of all optional engines, `XDG_CACHE_HOME/infoplane/engines`. */
export function enginesFolder(env: Environment): string {
  return join(userCache(env), 'engines');
}

/**
 * The optional engines that are installed and go with this infoplane; of one that is there several times, as with other
 * versions of TensorFlow, the one that was installed last is first. A folder without a whole manifest is not an engine.
 */
export function installedEngines(env: Environment): InstalledEngine[] {
  const found = namesIn(enginesFolder(env)).flatMap((name) => {
    const folder = join(enginesFolder(env), name);
    const manifest = name.startsWith('.') ? null : readManifest(folder);
    return manifest && optionalEngines[manifest.engine] === manifest.library ? [{ folder, manifest }] : [];
  });
  return found.sort((a, b) => (a.manifest.installed < b.manifest.installed ? 1 : -1));
}

/** The engine of that name that is used here; null when it is not installed. */
export function installedEngine(name: OptionalEngine, env: Environment): InstalledEngine | null {
  return installedEngines(env).find(({ manifest }) => manifest.engine === name) ?? null;
}

/** Absolute path of a file that a manifest names. */
export function fileOf({ folder }: InstalledEngine, file: string): string {
  return resolve(folder, file);
}

function readManifest(folder: string): EngineManifest | null {
  try {
    return JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as EngineManifest;
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
