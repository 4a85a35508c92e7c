import type { EntrySpec } from '../../spec/spec.ts';
import type { JsonObject } from '../json.ts';
import type { PlacedLayer } from './expand-layers.ts';

/** Settings of layers with the initialiser of their network, by these settings and the initialiser. */
export type InitializedLayers = WeakMap<JsonObject, Map<string, JsonObject>>;

/**
 * Gives a network's `initializer` to each layer that has initial weights and says none of its own.
 * @param known makes the settings of a layer the same object in all networks that give it the same initialiser
 */
export function withInitializer(
  placed: readonly PlacedLayer[],
  { params }: EntrySpec,
  known: InitializedLayers,
): readonly PlacedLayer[] {
  const initializer = params?.initializer;
  if (typeof initializer !== 'string') return placed;
  return placed.map((layer) => {
    if (!('initializer' in layer.params) || layer.spec.tree.entries.has('initializer')) return layer;
    return { ...layer, params: initialized(layer.params, initializer, known) };
  });
}

function initialized(params: JsonObject, initializer: string, known: InitializedLayers): JsonObject {
  const own = known.get(params) ?? new Map<string, JsonObject>();
  known.set(params, own);
  const made = own.get(initializer) ?? { ...params, initializer };
  own.set(initializer, made);
  return made;
}
