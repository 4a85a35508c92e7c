import type { EdgePlan, Plan } from '../../src/plan/plan.ts';
import { html, type Markup } from '../html.ts';

const families = ['dataset', 'model', 'probe', 'estimator', 'claim', 'report'] as const;
const box = { width: 140, height: 34, across: 190, down: 50 };

interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** The dataflow graph: a column a family (claims and reports share the last), stream edges solid, table edges dashed. */
export function graphBlock(plan: Plan): Markup {
  const places = layOut(plan.edges);
  if (places.size === 0) return html``;
  const width = Math.max(...[...places.values()].map((place) => place.x)) + box.width + 2;
  const height = Math.max(...[...places.values()].map((place) => place.y)) + box.height + 2;
  const said = plan.edges
    .map((edge) => `${nameOf(edge.from)} to ${nameOf(edge.to)} (${edge.kind})`)
    .join(', ');
  return html`<details id="graph"><summary>The dataflow</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Dataflow graph">
<svg class="graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Dataflow: ${said}">
${plan.edges.map((edge) => edgePath(edge, places))}
${[...places.values()].map(nodeBox)}
</svg></div>
<p class="caption">Solid: a stream of tensors while the network trains. Dashed: a table, whose contents are kept.</p></details>`;
}

function layOut(edges: readonly EdgePlan[]): Map<string, Place> {
  const ids = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const counts = new Map<number, number>();
  const sorted = families.flatMap((family) => ids.filter((id) => familyOf(id) === family));
  const present = families.filter((family) => ids.some((id) => familyOf(id) === family));
  const columns = present.map((family) => (family === 'report' ? 'claim' : family));
  const order = [...new Set<string>(columns)];
  return new Map(
    sorted.map((id) => {
      const family = familyOf(id);
      const column = order.indexOf(family === 'report' ? 'claim' : family);
      const row = counts.get(column) ?? 0;
      counts.set(column, row + 1);
      return [id, { id, x: 1 + column * box.across, y: 1 + row * box.down }];
    }),
  );
}

function edgePath(edge: EdgePlan, places: ReadonlyMap<string, Place>): Markup {
  const [from, to] = [places.get(edge.from)!, places.get(edge.to)!];
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  const bend = Math.max(24, (x2 - x1) / 2);
  return html`<path class="edge ${edge.kind}" d="M${x1},${y1}C${x1 + bend},${y1},${x2 - bend},${y2},${x2},${y2}"/>`;
}

function nodeBox(place: Place): Markup {
  const most = 17;
  const name = nameOf(place.id);
  const shown = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  return html`<g class="node" transform="translate(${place.x},${place.y})"><title>${place.id}</title><rect width="${box.width}" height="${box.height}" rx="6"/><text class="family" x="9" y="13">${familyOf(place.id)}</text><text class="name" x="9" y="27">${shown}</text></g>`;
}

function familyOf(id: string): string {
  return id.split('/')[0]!;
}

function nameOf(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
