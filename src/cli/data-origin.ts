import type { DataOrigin } from '../../runner/data/data-places.ts';
import { findEntry, loadCatalog } from '../node/catalog.ts';

/** Where the data of a kind comes from; null of plugins' kinds, whose code is not run to tell. */
export async function dataOrigin(kind: string): Promise<DataOrigin | null> {
  const provides = findEntry(loadCatalog(), 'dataset', kind)?.provides;
  if (!provides) return null;
  if ('paths' in provides) return { source: null, paths: provides.paths };
  const { loadNode } = await import('../../runner/nodes/registry.ts');
  const { source } = (await loadNode('dataset', kind)).run as { readonly source: DataOrigin['source'] };
  return { source, paths: [] };
}
