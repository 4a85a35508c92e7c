import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { nearestName } from '../../diagnostic/nearest.ts';
import { type OnnxFacts, type OnnxTensor, onnxFloat32, onnxTypeName } from '../../node/onnx-facts.ts';
import { showValue } from '../../spec/wording.ts';
import type { DatasetPlan, LayerPlan, OnnxPlan, Shape } from '../plan.ts';

/** Something about a graph that does not fit, and what to do. */
export interface Misfit {
  readonly code: DiagnosticCode;
  readonly fault: string;
  readonly hint?: string | undefined;
}

/** How samples go into a graph. */
export type GraphInput = Pick<OnnxPlan, 'input' | 'shape' | 'batch'>;

/** The one input of a graph, which samples of the data set go into; a graph of vectors takes them flattened. */
export function graphInput(facts: OnnxFacts, dataset: DatasetPlan): GraphInput | Misfit {
  const [input, ...others] = facts.inputs;
  if (!input || others.length > 0) {
    const names = facts.inputs.map(({ name }) => name).join(', ');
    const fault = input
      ? `the network has ${facts.inputs.length} inputs: ${names}`
      : 'the network has no input that is no weight';
    return { code: 'layer-misfit', fault, hint: 'export it so that it takes the samples alone' };
  }
  if (facts.trainingNode !== null) {
    const fault = `the network was exported in training mode: ${facts.trainingNode} takes the statistics of its batch`;
    return { code: 'value-not-allowed', fault, hint: 'export it again, after model.eval()' };
  }
  if (input.elementType !== 0 && input.elementType !== onnxFloat32) {
    const fault = `its input ${showValue(input.name)} is ${onnxTypeName(input.elementType)}, and samples are float32`;
    return {
      code: 'layer-misfit',
      fault,
      hint: 'export it in float32, without the steps before its first layer',
    };
  }
  const [first, ...rest] = input.dims ?? [null, ...dataset.shape];
  const size = product(dataset.shape);
  const flat = rest.length === 1 && dataset.shape.length > 1;
  const shape = flat ? [size] : dataset.shape;
  const fits =
    rest.length === shape.length &&
    rest.every((length, axis) => typeof length !== 'number' || length === shape[axis]);
  if (!fits) {
    const wanted = rest.map((length) => length ?? '?').join(' x ');
    const fault = `its input ${showValue(input.name)} takes samples of ${wanted}, those of ${showValue(dataset.name)} are ${dataset.shape.join(' x ')}`;
    const hint = 'take the data set that it was trained on, or `transforms` such as resize';
    return { code: 'layer-misfit', fault, hint };
  }
  return { input: input.name, shape, batch: typeof first === 'number' ? first : null };
}

export interface GraphLayers {
  readonly layers: readonly LayerPlan[];
  /** Name of the logits; null where no output has a number for each class. */
  readonly output: string | null;
  readonly misfits: readonly (Misfit & { readonly name: string })[];
}

/** Gives shapes of tensors by a run; null where none was made yet. */
export type ShapeRun = (
  tensors: readonly string[],
  input: readonly number[],
) => ReadonlyMap<string, readonly number[]> | null;

/**
 * The layers that a study names, with their shapes: as the file tells them, else by a run.
 * @param wanted tensors by the names of layers
 */
export function graphLayers(
  facts: OnnxFacts,
  wanted: Readonly<Record<string, string>>,
  dataset: DatasetPlan,
  { shape, batch }: GraphInput,
  run: ShapeRun,
): GraphLayers {
  const known = new Map(facts.tensors.map((tensor) => [tensor.name, tensor]));
  const asked = [...Object.values(wanted), ...facts.outputs.map(({ name }) => name)];
  const untold = [...new Set(asked)].filter((name) => known.has(name) && !isTold(known.get(name)!));
  const samples = batch ?? 2;
  const found = untold.length > 0 ? run(untold, [samples, ...shape]) : new Map();
  const lengthsOf = (name: string): Lengths => {
    const tensor = known.get(name)!;
    if (isTold(tensor)) return told(tensor, facts.inputs[0]!, batch);
    // until the run was made any shape will do: the study is compiled once more
    const lengths = found ? found.get(name) : [samples, 1];
    if (!lengths) return { fault: 'is not float32' };
    return lengths[0] === samples
      ? { shape: lengths.slice(1) }
      : { fault: `is ${lengths.join(' x ')} for ${samples} samples` };
  };
  const misfits: (Misfit & { name: string })[] = [];
  const layers = Object.entries(wanted).flatMap(([name, tensor]): LayerPlan[] => {
    if (!known.has(tensor)) {
      const fault = `the graph has no tensor ${showValue(tensor)}`;
      misfits.push({
        name,
        code: 'layer-unknown',
        fault,
        hint: tensorMeant(tensor, [...known.keys()]),
      });
      return [];
    }
    const lengths = lengthsOf(tensor);
    if ('fault' in lengths || lengths.shape.length < 1 || lengths.shape.length > 3) {
      const why = 'fault' in lengths ? lengths.fault : `has ${lengths.shape.length + 1} axes`;
      const fault = `tensor ${showValue(tensor)} ${why}`;
      const hint =
        'a layer has samples first, then features, tokens x features, or maps x height x width; `infoplane nodes --onnx FILE` lists them';
      misfits.push({ name, code: 'layer-misfit', fault, hint });
      return [];
    }
    return [layerOf(name, tensor, dataset.shape, lengths.shape)];
  });
  const output = facts.outputs.find(({ name }) => {
    const lengths = known.has(name) ? lengthsOf(name) : { fault: '' };
    return 'shape' in lengths && lengths.shape.length === 1 && lengths.shape[0] === dataset.classes;
  });
  return { layers, output: output?.name ?? null, misfits };
}

/** The tensor that a mistyped name most likely stands for, among those about as long. */
function tensorMeant(name: string, tensors: readonly string[]): string {
  const alike = tensors.filter((one) => Math.abs(one.length - name.length) <= Math.max(1, name.length / 3));
  const nearest = nearestName(name, alike);
  return nearest === null ? '`infoplane nodes --onnx FILE` lists them' : `did you mean \`${nearest}\`?`;
}

type Lengths = { readonly shape: Shape } | { readonly fault: string };

/** Whether the file tells all that is needed of a tensor's shape. */
function isTold({ elementType, dims }: OnnxTensor): boolean {
  return elementType !== 0 && dims !== null && dims.slice(1).every((length) => typeof length === 'number');
}

function told({ elementType, dims }: OnnxTensor, input: OnnxTensor, batch: number | null): Lengths {
  if (elementType !== onnxFloat32) return { fault: `is ${onnxTypeName(elementType)}` };
  const [first, ...rest] = dims!;
  const samples = batch ?? input.dims?.[0] ?? null;
  if (first === undefined) return { fault: 'is a single number' };
  if (first !== samples && first !== null && samples !== null)
    return { fault: `has ${first} and not the samples (${samples}) as its first axis` };
  return { shape: rest.map(Number) };
}

function layerOf(name: string, tensor: string, input: Shape, output: Shape): LayerPlan {
  return {
    name,
    kind: 'tensor',
    params: { tensor },
    inputs: [-1],
    input,
    output,
    weights: [],
    multiplyAdds: 0,
  };
}

function product(shape: Shape): number {
  return shape.reduce((all, length) => all * length, 1);
}
