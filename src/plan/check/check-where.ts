import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { checkEpochs } from './check-epochs.ts';
import type { Conditions } from './conditions.ts';
import { lacking } from './lacking.ts';
import { layersIn, ofModels, type RowSource } from './row-source.ts';

/**
 * Checks that there are rows that meet conditions, as far as the plan tells: layers, models, feature maps, and points of
 * training.
 * @param sources what the claim or report reads; of several, those that lack a row are named in a warning
 */
export function checkWhere(conditions: Conditions, sources: readonly RowSource[]): Diagnostic[] {
  if (sources.length === 0) return [];
  const models = checkModels(conditions, sources);
  const meant = ofModels(conditions, sources);
  if (models.length > 0 && meant.length === 0) return models;
  const layers = checkLayers(conditions, meant);
  return [
    ...models,
    ...layers,
    ...checkSecondLayers(conditions, meant),
    ...checkMaps(conditions, meant),
    ...checkEpochs(conditions, meant),
  ];
}

function checkModels(conditions: Conditions, sources: readonly RowSource[]): Diagnostic[] {
  const known = sources.map(({ model }) => model);
  if (known.includes(null)) return [];
  return conditions.listed('model').flatMap((listed) => {
    if (typeof listed.value !== 'string' || known.includes(listed.value)) return [];
    const { value } = listed;
    return lacking(listed, sources, () => false, {
      what: '',
      missing: () => ({
        code: 'reference-unknown',
        message: `no row has the model ${showValue(value)}`,
        hint: suggestName(value, [...new Set(known.map(String))], 'models'),
      }),
    });
  });
}

function checkLayers(conditions: Conditions, sources: readonly RowSource[]): Diagnostic[] {
  const known = [...new Set(sources.flatMap(({ layers }) => layers ?? []))];
  const names = joinWords([...new Set(sources.map(({ name }) => showValue(name)))], 'and');
  return conditions.listed('layer').flatMap((listed) => {
    const { value } = listed;
    if (typeof value !== 'string') return [];
    return lacking(listed, sources, ({ layers }) => layers?.includes(value) ?? true, {
      what: `of the layer ${showValue(value)}`,
      missing: () => ({
        code: 'layer-unknown',
        message: `${names} ${sources.length === 1 ? 'has' : 'have'} no row of the layer ${showValue(value)}`,
        hint:
          known.length === 0
            ? 'its rows are of no layer: remove `layer`'
            : suggestName(value, known, 'layers'),
      }),
    });
  });
}

/** Second layers of pairs are those of the other one of two networks that are compared. */
function checkSecondLayers(conditions: Conditions, sources: readonly RowSource[]): Diagnostic[] {
  const known = [...new Set(sources.flatMap(({ secondLayers }) => secondLayers ?? []))];
  return conditions.listed('layer_2').flatMap((listed) => {
    const { value } = listed;
    if (typeof value !== 'string') return [];
    return lacking(listed, sources, ({ secondLayers }) => secondLayers?.includes(value) ?? false, {
      what: `of a pair with the layer ${showValue(value)}`,
      missing: () => ({
        code: known.length === 0 ? 'where-empty' : 'layer-unknown',
        message: `no row is of a pair with the layer ${showValue(value)}`,
        hint:
          known.length === 0
            ? 'pairs with layers of another network are rows of `cka-between` alone: remove `layer_2`'
            : suggestName(value, known, 'layers'),
      }),
    });
  });
}

/** Feature maps are counted from 0; rows of whole layers have none. */
function checkMaps(conditions: Conditions, sources: readonly RowSource[]): Diagnostic[] {
  const most = ({ layers, maps }: RowSource) => {
    const kept = layersIn(conditions, layers ?? []);
    return Math.max(0, ...(maps ?? []).filter((_, place) => kept.includes(layers?.[place] ?? '')));
  };
  return conditions.listed('channel').flatMap((listed) => {
    const { value } = listed;
    if (typeof value !== 'number') return [];
    const last = ({ of }: RowSource) => (of === 'pair' ? 2 : 1);
    const has = (source: RowSource) =>
      source.of === null ||
      ((source.of === 'map' || source.of === 'pair') &&
        (source.maps === null || value <= most(source) - last(source)));
    return lacking(listed, sources, has, {
      what: `of the feature map ${value}`,
      missing: () => {
        const ofMaps = sources.filter(({ of }) => of === 'map' || of === 'pair');
        const greatest = Math.max(...ofMaps.map((source) => most(source) - last(source)));
        return {
          code: 'where-empty',
          message: `no row is of the feature map ${value}`,
          hint:
            ofMaps.length === 0
              ? 'the values are of whole layers: remove `channel`'
              : `there are rows of the maps 0 to ${greatest}`,
        };
      },
    });
  });
}
