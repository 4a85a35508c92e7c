import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { codeVersion } from '../../node/catalog.ts';
import { type CheckpointFacts, onnxFloat32 } from '../../node/onnx-facts.ts';
import { RunError } from '../../node/run-error.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import type { DatasetPlan, LayerPlan, OnnxPlan, TrainingElsewhere } from '../plan.ts';
import { checkpointMoments } from './checkpoint-moments.ts';
import { pathsFromStudy } from './data-paths.ts';
import { elsewhereOutline } from './elsewhere-outline.ts';
import { matchWeights } from './match-weights.ts';
import { graphInput, graphLayers, type Misfit } from './onnx-shapes.ts';
import type { ModelContext } from './resolve-model.ts';
import type { ResolvedDataset, ResolvedModel } from './resolved.ts';

/** Whether a model is read from an ONNX file. */
export function isOnnx({ spec }: EntryVariant): boolean {
  return spec.entry.family === 'model' && spec.entry.output === 'forward';
}

/**
 * A network from an ONNX file on its data set: what the file says of its tensors, and its checkpoints. Only names, shapes and
 * the first bytes of checkpoints are read.
 */
export function makeOnnx(
  context: ModelContext,
  id: number,
  { spec, settings: own }: EntryVariant,
  data: ResolvedDataset | null,
): ResolvedModel {
  const settings = [...(data?.settings ?? []), ...own].sort(([a], [b]) => a - b);
  const layers = isJsonObject(spec.params?.layers) ? spec.params.layers : null;
  const layerNames = layers && Object.keys(layers);
  const none = {
    id,
    name: spec.name,
    settings,
    layerNames,
    outline: JSON.stringify(layerNames),
    sound: null,
  };
  const dataset = data?.plan;
  if (!dataset || !layers || spec.params === null) return none;
  const problems: Diagnostic[] = [];
  const read = readNetwork(context, spec, dataset, problems);
  context.varied.add(spec.path, settings, problems);
  if (!read) return none;
  const { onnx, plans, training, parameters, beside } = read;
  const { file: _, checkpoints, ...facts } = onnx;
  const iterations = checkpoints.map(({ iteration }) => iteration);
  const content = JSON.stringify([
    data.content,
    ['model', spec.entry.kind, codeVersion(spec.entry), canonicalJson({ ...facts, iterations } as never)],
    plans.map(({ params, output }) => [params, output]),
    training.updatesPerEpoch,
  ]);
  const sound = deepFreeze({
    kind: spec.entry.kind,
    dataset: { ...dataset, beside },
    network: { input: dataset.shape, classes: dataset.classes, layers: plans },
    training,
    onnx,
    parameters,
    content,
  });
  return { ...none, outline: elsewhereOutline(dataset, training, sound.network, onnx.batch), sound };
}

interface ReadNetwork {
  readonly onnx: OnnxPlan;
  readonly plans: readonly LayerPlan[];
  readonly training: TrainingElsewhere;
  readonly parameters: number;
  readonly beside: readonly string[];
}

/** Adds to the problems, and goes on as far as one does not hide the next. */
function readNetwork(
  context: ModelContext,
  spec: EntrySpec,
  dataset: DatasetPlan,
  problems: Diagnostic[],
): ReadNetwork | null {
  const complain = complainer(spec, problems);
  const { networks } = context;
  if (!networks) {
    const fault = 'the files of a network cannot be read where only the text of a study is known';
    complain({ code: 'file-unreadable', fault }, 'file');
    return null;
  }
  const paths = pathsFromStudy(spec, spec.params!, ['file', 'checkpoints'], {
    study: context.spec.tree.origin.source.name,
    leaves: context.leaves,
  });
  problems.push(...paths.diagnostics);
  if (paths.diagnostics.length > 0) return null;
  const file = String(paths.params.file);
  const facts = attempt(() => networks.network(file), complain, 'file');
  if (!facts) return null;
  const beside = attempt(() => networks.beside(file, facts), complain, 'file');
  const patterns = textsOf(paths.params.checkpoints);
  const given =
    patterns.length === 0 ? [] : attempt(() => networks.checkpoints(patterns), complain, 'checkpoints');
  const input = graphInput(facts, dataset);
  if ('fault' in input) complain(input, 'file');
  if (!beside || !given || 'fault' in input) return null;
  const shapes = attempt(
    () =>
      graphLayers(
        facts,
        spec.params!.layers as Readonly<Record<string, string>>,
        dataset,
        input,
        (...asked) => networks.shapes(file, ...asked),
      ),
    complain,
    'file',
  );
  if (!shapes) return null;
  for (const { name, ...misfit } of shapes.misfits) complain(misfit, 'layers', name);
  const placed = placeCheckpoints(spec, given, complain);
  const matched = matchWeights(facts, given, {
    constants: textsOf(spec.params!.constants),
    unused: textsOf(spec.params!.unused),
  });
  if ('fault' in matched) complain({ code: 'layer-misfit', ...matched }, 'checkpoints');
  if (shapes.misfits.length > 0 || !placed || 'fault' in matched) return null;
  const { moments, updatesPerEpoch } = placed;
  const updates = moments.at(-1)!.iteration;
  const { initializers } = facts;
  return {
    onnx: { file, ...input, output: shapes.output, weights: matched.weights, checkpoints: moments },
    plans: shapes.layers,
    training: {
      epochs: updatesPerEpoch === null ? null : updates / updatesPerEpoch,
      updatesPerEpoch,
      updates,
      moments: moments.map(({ iteration }) => iteration),
    },
    parameters: initializers
      .filter(
        ({ name, elementType }) =>
          matched.weights.includes(name) || (elementType === onnxFloat32 && given.length === 0),
      )
      .reduce((sum, { dims }) => sum + dims.reduce((product, length) => product * length, 1), 0),
    beside: [file, ...beside, ...given.map((one) => one.file)],
  };
}

type Complain = (misfit: Misfit, ...path: readonly string[]) => null;

function complainer(spec: EntrySpec, problems: Diagnostic[]): Complain {
  return ({ code, fault, hint }, ...path) => {
    const origin = at(spec.tree, path)?.node.origin ?? spec.key;
    problems.push(problem(code, origin, [spec.path, ...path].join('.'), fault, hint));
    return null;
  };
}

/** What a reader gives; its failure becomes a problem of the setting that names the file. */
function attempt<Result>(read: () => Result, complain: Complain, setting: string): Result | null {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause;
    const code: DiagnosticCode = /there is no|none is there/.test(cause.message)
      ? 'file-missing'
      : 'file-unreadable';
    return complain({ code, fault: cause.message, hint: cause.hint }, setting);
  }
}

function placeCheckpoints(spec: EntrySpec, given: readonly CheckpointFacts[], complain: Complain) {
  if (given.length === 0) return { moments: [{ iteration: 0, file: null }], updatesPerEpoch: 1 };
  const { updatesPerEpoch } = spec.params!;
  const found = checkpointMoments(given, typeof updatesPerEpoch === 'number' ? updatesPerEpoch : null);
  return 'fault' in found ? complain({ code: 'value-not-allowed', ...found }, 'checkpoints') : found;
}

function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}
