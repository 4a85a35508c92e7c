import type { EntrySpec, HeadSpec, LayerSpec } from '../../spec/spec.ts';
import type { JsonObject } from '../json.ts';

/** A layer of the flat list that engines run, before its shape is known. */
export interface PlacedLayer {
  /** Its full name: `C1`, `C1.2` for the second of `repeat`, `R1.C1` for a layer of block `R1`. */
  readonly name: string;
  readonly spec: LayerSpec;
  /** Settings without `repeat`, `tied` and a block's layers. */
  readonly params: JsonObject;
  /** Places of the layers that it reads (-1: the network's input); null for a layer that reads the one before it. */
  readonly inputs: readonly number[] | null;
  /** Place of the earlier layer that it is tied to, -1 when there is none of that name; null for a layer that is not tied. */
  readonly tied: number | null;
}

/** More layers than this are a mistake, such as repeats inside repeats. */
export const mostLayers = 1000;

/** How many layers a model has, those of its heads too; 0 where its layers cannot be told. */
export function countAllLayers({ layers, heads }: Pick<EntrySpec, 'layers' | 'heads'>): number {
  return heads.reduce((sum, head) => sum + countLayers(head.layers ?? []), countLayers(layers ?? []));
}

/** How many layers a list of layers makes. */
function countLayers(layers: readonly LayerSpec[]): number {
  return layers.reduce((sum, layer) => sum + (repeatOf(layer) ?? 1) * (1 + countLayers(layer.layers)), 0);
}

/** Names of all layers, those of heads too; null where they cannot be told, because a setting that decides them is wrong. */
export function layerNames(model: Pick<EntrySpec, 'layers' | 'heads'>): readonly string[] | null {
  const unclear = (layer: LayerSpec): boolean =>
    (layer.params === null && layer.tree.entries.has('repeat')) || layer.layers.some(unclear);
  const { layers, heads } = model;
  if (layers?.some(unclear) || heads.some((head) => !head.layers || head.layers.some(unclear))) return null;
  if (!layers || countAllLayers(model) > mostLayers) return null;
  const all = [...expandLayers(layers), ...heads.flatMap((head) => expandHead(head, 0, []))];
  return all.map(({ name }) => name);
}

/**
 * Lays repeats and blocks out as one list, each layer after those that it reads. A block comes after its own layers and
 * reads the last of them and what went into the first.
 */
export function expandLayers(layers: readonly LayerSpec[]): readonly PlacedLayer[] {
  const placed: PlacedLayer[] = [];
  place(layers, '', placed);
  return placed;
}

/**
 * The layers of a head, laid out behind all others, under its name.
 * @param after place of the layer that the head reads
 * @param before all layers that are placed already
 */
export function expandHead(
  { name, layers }: Pick<HeadSpec, 'name' | 'layers'>,
  after: number,
  before: readonly PlacedLayer[],
): readonly PlacedLayer[] {
  const placed = [...before];
  place(layers ?? [], `${name}.`, placed);
  const entrance = before.length - 1;
  return placed.slice(before.length).map((layer, index) => {
    const inputs = layer.inputs ?? (index === 0 ? [entrance] : null);
    return { ...layer, inputs: inputs?.map((source) => (source === entrance ? after : source)) ?? null };
  });
}

function place(layers: readonly LayerSpec[], prefix: string, placed: PlacedLayer[]): void {
  for (const spec of layers) {
    const repeat = repeatOf(spec);
    for (let copy = 1; copy <= (repeat ?? 1); copy++) {
      const name = `${prefix}${spec.name}${repeat === null ? '' : `.${copy}`}`;
      const entrance = placed.length - 1;
      place(spec.layers, `${name}.`, placed);
      const inputs = spec.layers.length > 0 ? [placed.length - 1, entrance] : null;
      placed.push({ name, spec, params: ownParams(spec), inputs, tied: tiedPlace(spec, placed) });
    }
  }
}

/** Full names are looked for, so that a layer in a block can be named too. */
function tiedPlace({ params }: LayerSpec, placed: readonly PlacedLayer[]): number | null {
  if (typeof params?.tied !== 'string') return null;
  return placed.findIndex(({ name }) => name === params.tied);
}

function repeatOf({ params }: LayerSpec): number | null {
  return typeof params?.repeat === 'number' ? params.repeat : null;
}

/** The same object for a layer that is no block, not repeated and not tied. */
function ownParams({ params, layers }: LayerSpec): JsonObject {
  if (params === null) return {};
  if (!('repeat' in params) && !('tied' in params) && layers.length === 0) return params;
  const { repeat: _, tied: __, ...rest } = params;
  const { layers: ___, ...own } = rest;
  return layers.length === 0 ? rest : own;
}
