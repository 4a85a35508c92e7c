import { describe, expect, it } from 'vitest';
import type { LayerKind, OnnxForward } from '../../runner/contract/layer.ts';
import type { Value } from '../../runner/contract/onnx-graph.ts';
import type { Tensor } from '../../runner/contract/tensorflow.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { multiply } from '../../runner/lowering/onnx/operators.ts';
import type { LayerCase } from '../../runner/proof/layer-network.ts';
import { layerProperties } from '../../runner/proof/layer-properties.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { forward64 } from '../engines/support/reference.ts';
import { choicesOf } from './support/choices.ts';
import { layerCases } from './support/layer-cases.ts';

const catalog = loadCatalog();
const kinds = catalog.entries.filter(({ family }) => family === 'layer');
/** How weights start, how often a layer is written and what it holds is not the layer's own computing; `tied` has networks of its own. */
const apart = ['initializer', 'repeat', 'layers', 'tied'];

describe.each(kinds)('the layer $kind', ({ kind, params }) => {
  const cases = layerCases[kind] ?? [];

  it('has cases, and they make every choice that it offers', () => {
    expect(cases.length, `test/proof/support/layer-cases.ts has no case of ${kind}`).toBeGreaterThan(0);
    const left = choicesOf(params, catalog.definitions, apart).filter(
      ({ made }) => !cases.some((each) => made(each.params)),
    );
    expect(left.map(({ name }) => name)).toEqual([]);
  });

  for (const { name, run } of layerProperties(layerKinds.get(kind)!, cases, { forward: forward64 }))
    it(name, run);

  for (const { name, run } of layerProperties(layerKinds.get(kind)!, cases.slice(-1)))
    it(`without a reference: ${name}`, run);
});

/** Names of the properties that a layer lacks. */
async function lacking(kind: LayerKind, cases: readonly LayerCase[]): Promise<string> {
  const broken: string[] = [];
  for (const { name, run } of layerProperties(kind, cases)) {
    await run().catch(() => broken.push(name));
  }
  return broken.join('\n');
}

/** The kind with another ONNX lowering. */
function withOnnx(kind: LayerKind, change: (made: OnnxForward, scale: Scale) => OnnxForward): LayerKind {
  return {
    ...kind,
    onnx: {
      forward: (call) =>
        change(kind.onnx.forward(call), (value, by) => multiply(call.graph, value, call.graph.scalar(by))),
    },
  };
}
type Scale = (value: Value, by: number) => Value;

describe('a kind that is wrong is refused', () => {
  const names = kinds.map(({ kind }) => kind);
  const keepsShape = names.filter((name) => ['batch-norm', 'dropout', 'residual'].includes(name));

  it.each(keepsShape)('%s, with the identity for its ONNX gradient', async (name) => {
    const wrong = withOnnx(layerKinds.get(name)!, (made) => ({
      ...made,
      backward: (error) => ({ ...made.backward(error), input: () => error }),
    }));
    const found = await lacking(wrong, [
      layerCases[name]!.find(({ params }) => params.activation !== 'linear')!,
    ]);
    expect(found).toContain('gradients on onnx/cpu');
    expect(found).toContain('agrees with tfjs/cpu, noise');
    expect(found).not.toContain('gradients on tfjs/cpu');
  });

  it.each(names)('%s, with an ONNX gradient that is off by a hundredth', async (name) => {
    const wrong = withOnnx(layerKinds.get(name)!, (made, scale) => ({
      ...made,
      backward(error) {
        const back = made.backward(error);
        return { ...back, input: (which) => scale(back.input(which), 1.01) };
      },
    }));
    expect(await lacking(wrong, layerCases[name]!.slice(-1))).toContain('gradients on onnx/cpu');
  });

  it.each(names)('%s, with an ONNX forward pass that is off by 1e-3', async (name) => {
    const wrong = withOnnx(layerKinds.get(name)!, (made, scale) => ({
      ...made,
      output: scale(made.output, 1.001),
    }));
    expect(await lacking(wrong, layerCases[name]!.slice(-1))).toContain('agrees with tfjs/cpu, noise');
  });

  it('one whose engines have the same wrong gradient, by the differences alone', async () => {
    const halved: LayerKind = {
      kind: 'halved',
      version: 1,
      shape: (_, input) => ({ output: input, weights: [], multiplyAdds: 0 }),
      onnx: {
        forward: ({ graph, input }) => ({
          output: multiply(graph, input, graph.scalar(0.5)),
          backward: (error) => ({ input: () => error, gradients: () => ({}) }),
        }),
      },
      tfjs: {
        forward: ({ tf, input }) =>
          tf.customGrad((x) => ({
            value: tf.mul(x as Tensor, 0.5),
            gradFunc: (error: Tensor) => error,
          }))(input),
      },
    };
    const found = await lacking(halved, [{ name: 'a vector', params: {}, input: [3] }]);
    expect(found).not.toContain('agrees');
    for (const engine of ['onnx/cpu', 'tfjs/cpu']) {
      expect(found).toContain(`halved, a vector: gradients on ${engine}`);
      expect(found).toContain(`halved, a vector, one longer: gradients on ${engine}`);
    }
  });

  it('one that gives what is not finite on both engines', async () => {
    const lost: LayerKind = {
      kind: 'lost',
      version: 1,
      shape: (_, input) => ({ output: input, weights: [], multiplyAdds: 0 }),
      onnx: {
        forward: ({ graph, input }) => ({
          output: multiply(graph, input, graph.scalar(Number.NaN)),
          backward: (error) => ({ input: () => error, gradients: () => ({}) }),
        }),
      },
      tfjs: { forward: ({ tf, input }) => tf.mul(input, Number.NaN) },
    };
    expect(await lacking(lost, [{ name: 'a vector', params: {}, input: [3] }])).toContain('agrees');
  });

  it('one whose shape rule and engines do not go together', async () => {
    const wrong: LayerKind = {
      ...layerKinds.get('dropout')!,
      shape: (_, [units = 1]) => ({ output: [units + 1], weights: [], multiplyAdds: 0 }),
    };
    expect(await lacking(wrong, [{ name: 'a vector', params: { rate: 0 }, input: [4] }])).toContain('agrees');
  });
});
