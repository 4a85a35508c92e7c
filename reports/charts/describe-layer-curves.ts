import { groupRows } from '../../src/table/group-rows.ts';
import { joinWords } from '../data/join-words.ts';
import { brief, tellCurves } from './panel-parts.ts';

/** A point of a curve, as far as words need it. */
interface LayerPoint {
  readonly series: string;
  readonly quantity: string;
  readonly panel: string;
  readonly layer: string;
  readonly value: number;
}

/** What layer curves show, in words. @param groups quantities with their units */
export function describeLayerCurves(groups: readonly string[], points: readonly LayerPoint[]): string {
  const curves = groupRows(points, (point) =>
    joinWords([`${point.quantity} (${point.series})`, point.panel], ', '),
  );
  const said = tellCurves(curves, 8, (name, curve) => `${name}: ${courseOf(curve)}.`);
  return `Line charts of ${groups.join(' and ')} against the layers. ${said}`;
}

/** The first, the last, the least and the greatest value of a curve, and whether it only falls or rises. */
function courseOf(curve: readonly LayerPoint[]): string {
  const [first, last] = [curve[0]!, curve.at(-1)!];
  const steps = curve.slice(1).map((point, i) => point.value - curve[i]!.value);
  const way = steps.every((step) => step <= 0)
    ? 'falls throughout, '
    : steps.every((step) => step >= 0)
      ? 'rises throughout, '
      : '';
  const sorted = [...curve].sort((a, b) => a.value - b.value);
  const inner = [
    ['least', sorted[0]!],
    ['greatest', sorted.at(-1)!],
  ] as const;
  const told = inner.filter(([, point]) => point !== first && point !== last);
  const ends = told.length > 0 ? ` (${told.map(([word, point]) => `${word} ${at(point)}`).join(', ')})` : '';
  return `${way}from ${at(first)} to ${at(last)}${ends}`;
}

function at(point: LayerPoint): string {
  return `${brief(point.value)} at ${point.layer}`;
}
