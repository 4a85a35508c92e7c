import { it } from 'vitest';
import type { Engine } from '../../../runner/contract/engine.ts';
import { openOnnxEngine } from '../../../runner/engines/onnx/onnx-engine.ts';
import { installedEngine } from '../../../runner/engines/optional/engine-cache.ts';
import { openTfjsEngine } from '../../../runner/engines/tfjs/tfjs-engine.ts';

export type Openers = Readonly<Record<string, () => Promise<Engine>>>;

/** Whether `infoplane engine install tfjs/native` was run for the tests. */
export const nativeInstalled = installedEngine('tfjs/native', process.env) !== null;

/** Engines that work on every machine and share nothing with the oracle but the contract, and tfjs/native where it is installed. */
export const triedEngines: Openers = {
  'onnx/cpu': () => openOnnxEngine(),
  'onnx/cpu, plain lowering': () => openOnnxEngine({ lowering: 'plain' }),
  ...(nativeInstalled ? { 'tfjs/native': () => openTfjsEngine({ device: 'native' }) } : {}),
};

/** The oracle: plain JavaScript. */
export const oracleEngine: Openers = { 'tfjs/cpu': () => openTfjsEngine() };

/** Puts a skipped test with its reason where tests of tfjs/native are not made. */
export function nameSkippedEngines(): void {
  if (!nativeInstalled)
    it.skip('tfjs/native (skipped: not installed; `infoplane engine install tfjs/native`)');
}
