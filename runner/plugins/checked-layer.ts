import type { ShapeResult } from '../../src/node/declare.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { LayerKind } from '../contract/layer.ts';
import type { PluginModule } from '../contract/plugin-module.ts';

/**
 * A plugin's layer. Its shape rule does not throw: what goes wrong in it, or is no shape, is a misfit.
 * @throws RunError when a part of it is missing
 */
export function checkedLayer(declared: unknown, plugin: PluginModule, running: Kinds['running']): LayerKind {
  const layer = (declared ?? {}) as Partial<LayerKind>;
  const lacks = [
    typeof layer.shape === 'function' ? '' : 'shape',
    typeof layer.onnx?.forward === 'function' ? '' : 'onnx.forward',
    typeof layer.tfjs?.forward === 'function' ? '' : 'tfjs.forward',
  ].filter((name) => name !== '');
  if (lacks.length > 0) {
    const names = lacks.map((name) => `\`${name}\``).join(', ');
    throw new RunError(`plugin ${plugin.file}: ${names} ${lacks.length > 1 ? 'are' : 'is'} missing`, {
      hint: 'docs/plugins.md shows what a layer has',
    });
  }
  const whole = layer as LayerKind;
  return {
    ...whole,
    shape(...call): ShapeResult {
      try {
        const result = running(() => whole.shape(...call));
        return isShape(result) ? result : { misfit: `plugin ${plugin.file}: \`shape\` gives ${wanted}` };
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        return { misfit: error.message };
      }
    },
  };
}

const wanted = 'no `output` in whole numbers with its `weights` and `multiplyAdds`, and no `misfit`';

function isShape(result: ShapeResult | undefined): result is ShapeResult {
  if (typeof result !== 'object' || result === null) return false;
  if ('misfit' in result) return typeof result.misfit === 'string';
  const isLength = (length: unknown) => Number.isInteger(length) && Number(length) >= 1;
  return (
    Array.isArray(result.output) &&
    result.output.length > 0 &&
    result.output.every(isLength) &&
    Array.isArray(result.weights) &&
    result.weights.every(({ name, shape }) => typeof name === 'string' && shape?.every(isLength)) &&
    Number.isFinite(result.multiplyAdds)
  );
}
