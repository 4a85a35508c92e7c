import type { Diagnostic, Origin } from '../diagnostic/diagnostic.ts';
import type { LocatedMap, LocatedNode } from '../document/tree.ts';
import type { CatalogEntry, NodeFamily } from '../node/declare.ts';
import type { JsonObject } from '../plan/json.ts';

/** A layer of a network as the study writes it. */
export interface LayerSpec {
  readonly name: string;
  readonly entry: CatalogEntry;
  /** Settings with defaults filled in, without the name; null when they are wrong. */
  readonly params: JsonObject | null;
  /** The layers that a block holds; empty for other kinds. */
  readonly layers: readonly LayerSpec[];
  /** Where its name is. */
  readonly origin: Origin;
  readonly tree: LocatedMap;
  /** Dotted path, such as `models.net.layers.C1`. */
  readonly path: string;
}

/** A layer as it was read: null when it says no known kind or no name. */
export interface ReadLayer {
  readonly layer: LayerSpec | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A head of a network as the study writes it; its other settings are among those of the model. */
export interface HeadSpec {
  readonly name: string;
  /** Null when its name is wrong or one of its layers could not be read at all. */
  readonly layers: readonly LayerSpec[] | null;
  /** Where its name is. */
  readonly key: Origin;
  readonly tree: LocatedMap;
  /** Dotted path, such as `models.net.heads.A1`. */
  readonly path: string;
}

/** An entry of one of the study's maps. */
export interface EntrySpec {
  readonly family: NodeFamily;
  readonly name: string;
  readonly entry: CatalogEntry;
  /**
   * Settings with defaults filled in, without the key that says the kind; null when they are wrong. Layers are in
   * `layers`, and here as the study wrote them.
   */
  readonly params: JsonObject | null;
  /** The layers of a model; null when one of them could not be read at all, empty for other families. */
  readonly layers: readonly LayerSpec[] | null;
  /** The heads of a model; empty for one without any and for other families. */
  readonly heads: readonly HeadSpec[];
  /** Where its name is. */
  readonly key: Origin;
  readonly tree: LocatedMap;
  /** Dotted path, such as `models.net`. */
  readonly path: string;
}

/** A study whose every part was checked on its own; parts do not yet refer to each other. */
export interface Spec {
  readonly study: string;
  readonly title: string;
  /** Empty when the study asks none. */
  readonly question: string;
  readonly source: string;
  readonly seed: number;
  /** By name, in the study's order; entries that cannot be read at all are absent. */
  readonly entries: Readonly<Record<NodeFamily, ReadonlyMap<string, EntrySpec>>>;
  /** All names of a family, those of unreadable entries too. */
  readonly names: Readonly<Record<NodeFamily, readonly string[]>>;
  /** Whether its top level is right: all keys are known and hold maps. */
  readonly complete: boolean;
  readonly matrix: LocatedMap | null;
  readonly tree: LocatedNode;
}

/** The study's key that holds a family's entries. */
export const familyKeys = {
  dataset: 'datasets',
  model: 'models',
  probe: 'probes',
  estimator: 'estimators',
  claim: 'claims',
  report: 'reports',
} as const satisfies Record<NodeFamily, string>;

/** The key by which an entry says its kind. */
export function kindKey(family: NodeFamily): 'kind' | 'expect' {
  return family === 'claim' ? 'expect' : 'kind';
}
