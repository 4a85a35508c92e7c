import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import { codeVersion } from '../../node/catalog.ts';
import {
  type CheckpointFacts,
  type NetworkFiles,
  type OnnxFacts,
  onnxFloat32,
} from '../../node/onnx-facts.ts';
import { RunError } from '../../node/run-error.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import type { DatasetPlan, LayerPlan, OnnxPlan, TrainingElsewhere } from '../plan.ts';
import { checkpointMoments } from './checkpoint-moments.ts';
import { pathsFromStudy } from './data-paths.ts';
import { elsewhereOutline } from './elsewhere-outline.ts';
import { matchWeights } from './match-weights.ts';
import { graphInput, graphLayers, type Misfit } from './onnx-shapes.ts';
import { type ModelContext, makeModel } from './resolve-model.ts';
import type { ResolvedDataset, ResolvedModel } from './resolved.ts';

/** A model on a data set: one from an ONNX file, or one that is trained here. */
export function makeOnData(
  context: ModelContext,
  id: number,
  variant: EntryVariant,
  data: ResolvedDataset | null,
): ResolvedModel {
  const make = variant.spec.entry.output === 'forward' ? makeOnnx : makeModel;
  return make(context, id, variant, data);
}

/**
 * A network from an ONNX file on its data set: what the file says of its tensors, and its checkpoints. Only names, shapes and
 * the first bytes of checkpoints are read.
 */
function makeOnnx(
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
  if (dataset.targets !== undefined) {
    const origin = valueAt(spec.tree, 'dataset')?.origin ?? spec.key;
    const message = `the Y of ${showValue(dataset.name)} is real-valued, and networks from ONNX files are held against classes`;
    const hint = 'record the captures of the network instead (docs/captures.md)';
    problems.push(problem('port-mismatch', origin, `${spec.path}.dataset`, message, hint));
    context.varied.add(spec.path, settings, problems);
    return none;
  }
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
  const opened = openFiles(context, spec, problems, complain);
  if (!opened) return null;
  const { file, facts, beside, given, networks } = opened;
  const input = graphInput(facts, dataset);
  if ('fault' in input) complain(input, 'file');
  if (!beside || !given || 'fault' in input) return null;
  const wanted = spec.params!.layers as Readonly<Record<string, string>>;
  const shapes = attempt(
    () => graphLayers(facts, wanted, dataset, input, (...asked) => networks.shapes(file, ...asked)),
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
  const { weights } = matched;
  return {
    onnx: { file, ...input, output: shapes.output, weights, checkpoints: placed.moments },
    plans: shapes.layers,
    training: trainingOf(placed),
    parameters: countWeights(facts, given.length > 0 ? weights : null),
    beside: [file, ...beside, ...given.map((one) => one.file)],
  };
}

interface OpenFiles {
  readonly networks: NetworkFiles;
  readonly file: string;
  readonly facts: OnnxFacts;
  /** Null where they cannot be had, which was told. */
  readonly beside: readonly string[] | null;
  readonly given: readonly CheckpointFacts[] | null;
}

function openFiles(
  { networks, spec: study, leaves }: ModelContext,
  spec: EntrySpec,
  problems: Diagnostic[],
  complain: Complain,
): OpenFiles | null {
  if (!networks) {
    const fault = 'the files of a network cannot be read where only the text of a study is known';
    return complain({ code: 'file-unreadable', fault }, 'file');
  }
  const at = { study: study.tree.origin.source.name, leaves };
  const { params, diagnostics } = pathsFromStudy(spec, spec.params!, ['file', 'checkpoints'], at);
  problems.push(...diagnostics);
  if (diagnostics.length > 0) return null;
  const file = String(params.file);
  const facts = attempt(() => networks.network(file), complain, 'file');
  if (!facts) return null;
  const beside = attempt(() => networks.beside(file, facts), complain, 'file');
  const patterns = textsOf(params.checkpoints);
  const given =
    patterns.length === 0 ? [] : attempt(() => networks.checkpoints(patterns), complain, 'checkpoints');
  return { networks, file, facts, beside, given };
}

function trainingOf({ moments, updatesPerEpoch }: Placed): TrainingElsewhere {
  const iterations = moments.map(({ iteration }) => iteration);
  const updates = iterations.at(-1)!;
  const epochs = updatesPerEpoch === null ? null : updates / updatesPerEpoch;
  return { epochs, updatesPerEpoch, updates, moments: iterations };
}

/** Numbers in the weights of a graph: in those of some names, or in all that are float32. */
function countWeights({ initializers }: OnnxFacts, names: readonly string[] | null): number {
  return initializers
    .filter(({ name, elementType }) => names?.includes(name) ?? elementType === onnxFloat32)
    .reduce((sum, { dims }) => sum + dims.reduce((product, length) => product * length, 1), 0);
}

interface Placed {
  readonly moments: OnnxPlan['checkpoints'];
  readonly updatesPerEpoch: number | null;
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

function placeCheckpoints(
  spec: EntrySpec,
  given: readonly CheckpointFacts[],
  complain: Complain,
): Placed | null {
  if (given.length === 0) return { moments: [{ iteration: 0, file: null }], updatesPerEpoch: 1 };
  const { updatesPerEpoch } = spec.params!;
  const found = checkpointMoments(given, typeof updatesPerEpoch === 'number' ? updatesPerEpoch : null);
  return 'fault' in found ? complain({ code: 'value-not-allowed', ...found }, 'checkpoints') : found;
}

function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}
