import { codeVersion } from '../node/catalog.ts';
import type { LayerRule } from '../node/declare.ts';
import type { Spec } from '../spec/spec.ts';
import { canonicalJson, deepFreeze } from './canonical.ts';
import type { Contents } from './contents.ts';
import type { EntryVariant } from './entry-variants.ts';
import { expandLayers, layerNames as layerNamesOf } from './expand-layers.ts';
import type { DatasetPlan, TrainingPlan } from './plan.ts';
import type { Problems } from './problems.ts';
import { resolveDataset } from './resolve-dataset.ts';
import { resolveNetwork, type ShapedLayers } from './resolve-network.ts';
import { resolveTraining } from './resolve-training.ts';
import type { ResolvedModel } from './resolved.ts';
import { type InWords, withSettings } from './with-settings.ts';
import { countParameters } from './work.ts';

export interface ModelContext extends InWords {
  readonly spec: Spec;
  readonly rules: ReadonlyMap<string, LayerRule>;
  readonly shaped: ShapedLayers;
  readonly problems: Problems;
  readonly contents: Contents;
  /** Whether a path that is relative to the study leads out of its project; null where that is not known. */
  readonly leaves: ((path: string) => boolean) | null;
}

/** A model on its data set: shapes, training, and all that decides what it becomes. */
export function makeModel(
  context: ModelContext,
  id: number,
  variant: EntryVariant,
  datasetVariant: EntryVariant | null,
): ResolvedModel {
  const { spec } = variant;
  const settings = [...(datasetVariant?.settings ?? []), ...variant.settings].sort(([a], [b]) => a - b);
  const layerNames = spec.layers && layerNamesOf(spec.layers);
  const known = { id, name: spec.name, settings, layerNames };
  const none = () => ({ ...known, outline: JSON.stringify(layerNames), sound: null });
  if (!datasetVariant) return none();
  const data = resolveDataset(datasetVariant.spec, context.spec.tree.origin.source.name, context.leaves);
  context.problems.add(
    ...data.diagnostics.map((diagnostic) => withSettings(diagnostic, datasetVariant.settings, context)),
  );
  const { dataset } = data;
  if (!dataset) return none();
  const { network, diagnostics } = resolveNetwork(spec, dataset, context.rules, context.shaped);
  context.problems.add(...diagnostics.map((diagnostic) => withSettings(diagnostic, settings, context)));
  const { training, diagnostics: wrong } = resolveTraining(spec, dataset);
  context.problems.add(...wrong);
  if (!network || !training) return none();
  const content = JSON.stringify([
    ['dataset', dataset.kind, codeVersion(datasetVariant.spec.entry), data.content],
    ['model', spec.entry.kind, codeVersion(spec.entry), canonicalJson({ ...training })],
    expandLayers(spec.layers ?? []).map(({ spec: layer, params, inputs, tied }) => {
      const own = context.contents.of(layer.entry, params);
      if (tied !== null) return [own, { tied }];
      return inputs ? [own, inputs] : own;
    }),
  ]);
  const parameters = countParameters(network);
  return {
    ...known,
    outline: outlineOf(dataset, training, layerNames),
    sound: deepFreeze({ kind: spec.entry.kind, dataset, network, training, parameters, content }),
  };
}

/** What a probe needs to know of a model, as text; models that are alike in it place probes alike. */
export function outlineOf(
  { trainSize, testSize, name }: DatasetPlan,
  { batchSize, epochs, updates }: TrainingPlan,
  layerNames: readonly string[] | null,
): string {
  return JSON.stringify([name, trainSize, testSize, batchSize, epochs, updates, layerNames]);
}
