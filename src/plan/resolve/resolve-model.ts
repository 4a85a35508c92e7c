import type { Recording } from '../../captures/open-recordings.ts';
import { at } from '../../document/path.ts';
import { codeVersion } from '../../node/catalog.ts';
import type { LayerRule } from '../../node/declare.ts';
import type { NetworkFiles } from '../../node/onnx-facts.ts';
import type { EntrySpec, Spec } from '../../spec/spec.ts';
import { canonicalJson, deepFreeze } from '../canonical.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import type { Problems } from '../open/problems.ts';
import type { DatasetPlan, NetworkPlan, TrainingPlan } from '../plan.ts';
import { trainedSamples } from '../schedule.ts';
import { countParameters } from '../work.ts';
import { checkBatches } from './check-batches.ts';
import type { Contents } from './contents.ts';
import { layerNames as layerNamesOf, type PlacedLayer } from './expand-layers.ts';
import { resolveDataset } from './resolve-dataset.ts';
import { resolveNetwork, type ShapedLayers } from './resolve-network.ts';
import { resolveTraining } from './resolve-training.ts';
import type { ResolvedDataset, ResolvedModel } from './resolved.ts';
import type { VariedProblems } from './varied-problems.ts';

/** The last training that was worked out for some settings. */
export type KnownTrainings = WeakMap<JsonObject, KnownTraining>;

interface KnownTraining {
  readonly dataset: DatasetPlan;
  readonly training: TrainingPlan;
  readonly content: string;
}

export interface ModelContext {
  readonly spec: Spec;
  readonly rules: ReadonlyMap<string, LayerRule>;
  readonly shaped: ShapedLayers;
  readonly problems: Problems;
  readonly varied: VariedProblems;
  /** Files of networks; null where they cannot be read, as in a text alone. */
  readonly networks: NetworkFiles | null;
  readonly contents: Contents;
  readonly trainings: KnownTrainings;
  /** The captures in a folder, as the study says it; null where they cannot be read, which was told. */
  readonly recordingOf: (folder: string) => Recording | null;
  /** Number of a folder among those whose captures are alike in all that a plan knows of them; 0 for the first. */
  readonly twinOf: (content: string, folder: string) => number;
  /** Whether a path that is relative to the study leads out of its project; null where that is not known. */
  readonly leaves: ((path: string) => boolean) | null;
}

/** A data set's facts, once for each of its variants. */
export function makeDataset(context: ModelContext, id: number, variant: EntryVariant): ResolvedDataset {
  const { spec, settings } = variant;
  const data = resolveDataset(spec, context.spec.tree.origin.source.name, context.leaves);
  context.varied.add(spec.path, settings, data.diagnostics);
  const content = JSON.stringify(['dataset', spec.entry.kind, codeVersion(spec.entry), data.content]);
  const counted = at(spec.tree, ['subset', 'train'])?.node.origin ?? null;
  return { id, settings, plan: deepFreeze(data.dataset), content, counted };
}

/** A model on its data set: shapes, training, and all that decides what it becomes. */
export function makeModel(
  context: ModelContext,
  id: number,
  variant: EntryVariant,
  data: ResolvedDataset | null,
): ResolvedModel {
  const { spec } = variant;
  const settings = [...(data?.settings ?? []), ...variant.settings].sort(([a], [b]) => a - b);
  const layerNames = layerNamesOf(spec);
  const known = { id, name: spec.name, settings, layerNames };
  const none = () => ({ ...known, outline: JSON.stringify(layerNames), sound: null });
  const dataset = data?.plan;
  if (!dataset) return none();
  const { network, placed, diagnostics } = resolveNetwork(spec, dataset, context.rules, context.shaped);
  context.varied.add(spec.path, settings, diagnostics);
  const trained = trainingOnce(context, spec, dataset);
  if (!network || !trained) return none();
  const { training } = trained;
  const wrongBatches = checkBatches(spec, network, training, trainedSamples(dataset, training), data.counted);
  context.varied.add(spec.path, settings, wrongBatches);
  const content = contentOf(spec, data.content, trained.content, { network, placed }, context.contents);
  const parameters = countParameters(network);
  return {
    ...known,
    outline: outlineOf(dataset, training, layerNames, network),
    sound: deepFreeze({ kind: spec.entry.kind, dataset, network, training, parameters, content }),
  };
}

/** JSON of all that decides what a model becomes; most of its parts are text already. */
function contentOf(
  { entry, params }: EntrySpec,
  dataset: string,
  training: string,
  { network, placed }: { readonly network: NetworkPlan; readonly placed: readonly PlacedLayer[] },
  contents: Contents,
): string {
  const layers = placed.map(({ spec: layer, params, inputs, tied }) => {
    const own = contents.quoted(layer.entry, params);
    if (tied !== null) return `[${own},${JSON.stringify({ tied })}]`;
    return inputs ? `[${own},${JSON.stringify(inputs)}]` : own;
  });
  const quantise = params?.quantise === undefined ? [] : [canonicalJson(params.quantise)];
  const model = JSON.stringify(['model', entry.kind, codeVersion(entry), training, ...quantise]);
  const losses = hasLosses(network) ? `,${lossContent(network)}` : '';
  return `[${dataset},${model},[${layers.join()}]${losses}]`;
}

/** Whether a network has heads, or a loss that does not reach all layers. */
function hasLosses({ heads, lowest }: NetworkPlan): boolean {
  return heads !== undefined || lowest !== undefined;
}

/** Which losses there are and how far down they reach, as JSON without names. */
function lossContent(network: NetworkPlan): string {
  const { heads = [], lowest = 0 } = network;
  const own = heads.map((head) => [head.after, head.from, head.output, head.weight, head.lowest ?? 0]);
  return JSON.stringify([lowest, own]);
}

/** A training with its problems told; settings that the matrix leaves alone are the same object in all variants. */
function trainingOnce(
  { trainings, problems }: ModelContext,
  spec: EntrySpec,
  dataset: DatasetPlan,
): KnownTraining | null {
  const settings = spec.params?.training;
  const own = isJsonObject(settings) ? trainings.get(settings) : undefined;
  if (own?.dataset === dataset) return own;
  const { training, diagnostics } = resolveTraining(spec, dataset);
  problems.add(...diagnostics);
  if (!training || !isJsonObject(settings)) return null;
  const known = { dataset, training: deepFreeze(training), content: canonicalJson({ ...training }) };
  trainings.set(settings, known);
  return known;
}

/** What a probe needs to know of a model, as text; models that are alike in it place probes alike. */
export function outlineOf(
  { trainSize, testSize, name }: DatasetPlan,
  { batchSize, epochs, updates, stop }: TrainingPlan,
  layerNames: readonly string[] | null,
  network: NetworkPlan,
): string {
  const trained = trainSize - (stop?.heldOut ?? 0);
  const known = [name, trained, testSize, batchSize, epochs, updates, stop, layerNames];
  const { heads, lowest } = network;
  return JSON.stringify(hasLosses(network) ? [...known, heads ?? null, lowest ?? null] : known);
}
