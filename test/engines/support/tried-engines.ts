import { it } from 'vitest';
import type { Engine } from '../../../runner/contract/engine.ts';
import { engineTable } from '../../../runner/engines/engine-table.ts';
import { openOnnxEngine } from '../../../runner/engines/onnx/onnx-engine.ts';
import { installedEngine } from '../../../runner/engines/optional/engine-cache.ts';
import { openTfjsEngine } from '../../../runner/engines/tfjs/tfjs-engine.ts';

export type Openers = Readonly<Record<string, () => Promise<Engine>>>;

/** Whether `infoplane engine install tfjs/native` was run for the tests. */
export const nativeInstalled = installedEngine('tfjs/native', process.env) !== null;

/** Engines that are held against the oracle: those that work on every machine, and tfjs/native where it is installed. */
const usual: Openers = {
  'onnx/cpu': () => openOnnxEngine(),
  'onnx/cpu, plain lowering': () => openOnnxEngine({ lowering: 'plain' }),
  ...(nativeInstalled ? { 'tfjs/native': () => openTfjsEngine({ device: 'native' }) } : {}),
};

/** The usual ones, or those that TRIED_ENGINES lists, such as `tfjs/cuda,onnx/cuda` on a machine with a GPU. */
export const triedEngines: Openers = process.env.TRIED_ENGINES
  ? Object.fromEntries(process.env.TRIED_ENGINES.split(',').map((name) => [name, () => openListed(name)]))
  : usual;

function openListed(name: string): Promise<Engine> {
  const entry = engineTable.find((candidate) => candidate.name === name);
  if (!entry) throw new Error(`TRIED_ENGINES: there is no engine ${name}`);
  return entry.open({});
}

/** The oracle: plain JavaScript. */
export const oracleEngine: Openers = { 'tfjs/cpu': () => openTfjsEngine() };

/** Puts a skipped test with its reason where tests of tfjs/native are not made. */
export function nameSkippedEngines(): void {
  if (!nativeInstalled)
    it.skip('tfjs/native (skipped: not installed; `infoplane engine install tfjs/native`)');
}
