import type { Origin } from '../../diagnostic/diagnostic.ts';
import type { LayerSpec } from '../../spec/spec.ts';

/**
 * The setting of a layer that comes from elsewhere (`--set`, the matrix), else the layer's name.
 * @param among settings that can be the cause; all when left out
 */
export function causeOf(spec: LayerSpec, among?: readonly string[]): Origin {
  const own = spec.tree.origin;
  for (const [name, { value }] of spec.tree.entries) {
    if (among && !among.includes(name)) continue;
    const { source, range } = value.origin;
    const inside = range.start.offset >= own.range.start.offset && range.end.offset <= own.range.end.offset;
    if (source !== own.source || !inside) return value.origin;
  }
  return spec.origin;
}
